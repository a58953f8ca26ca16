import { Deployment, until } from '../support/deployment.js';

/** Pause before each answer of the CRM, so that there is a middle in which to stop a process. */
const SLOW = 'misbehave?mode=slow&delayMs=50';
const SECONDS = 1000;

let deployment: Deployment | undefined;
afterEach(() => deployment?.stop());

it.each([
  ['without Redis', {}],
  ['with Redis', { redisUrl: process.env['OPEN311_TEST_REDIS_URL'], prefix: `roles-${process.pid}` }],
])(
  'intake, two delivery and sync processes make one case of each report and see it closed, though one is told to stop: %s',
  async (_how, queue) => {
    deployment = await Deployment.prepare({ queue, delivery: { sweepEveryMs: 500 } });
    await deployment.order(SLOW);
    const [intake, one] = await Promise.all(['intake', 'delivery', 'delivery', 'sync'].map((roles) => deployment!.run(roles)));
    const filing = deployment.file(intake!, 60);
    await deployment.delivered(15);
    expect(await one!.stop()).toBe(0);
    const stoppedAt = (await deployment.cases()).length;
    const ids = await filing;
    expect(stoppedAt).toBeLessThan(ids.length);
    expect((await deployment.delivered(ids.length)).sort()).toEqual(ids.sort());
    await deployment.order('behave');
    const [first] = await deployment.cases();
    await deployment.order(`close?ref=${first!.ref}&reason=Case%20Resolved`);
    const closed = await until(
      async () => (await fetch(`${intake!.url}/open311/v2/requests.json?status=closed`)).json() as Promise<object[]>,
      ({ length }) => length > 0,
    );
    expect(closed).toMatchObject([{ status: 'closed', status_notes: 'Case Resolved' }]);
  },
  120 * SECONDS,
);
