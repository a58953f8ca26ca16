import { Deployment, until } from '../support/deployment.js';
import type { RoleProcess } from '../support/role-process.js';
import { runBridge } from '../support/run-bridge.js';

const MINUTE = 60_000;
const CRM = 'riverton.example/crm';
const CANARY = { service: 'RODENTS', address: '1 Main Street', everyMinutes: 600, deadlineMinutes: 3 };

let deployment: Deployment;
let bridge: RoleProcess;
beforeAll(async () => {
  const updates = { close: { fixed: { title: 'Case Resolved' } } };
  deployment = await Deployment.prepare({ alerts: { checkEveryMs: 200 } }, { updates }, { canary: CANARY });
  // Sent by a bridge that was gone before it could see it through.
  bridge = await deployment.run('intake,sync');
  await until(
    () => deployment.query<{ id: string }>('select id from bridge.canary'),
    ({ length }) => length === 1,
    MINUTE,
  );
  await bridge.kill();
  // As if the half minute had gone by in which the dead one's word holds.
  await deployment.query('update bridge.canary_lease set lease_until = now()');
  bridge = await deployment.run('intake,delivery,sync');
}, 3 * MINUTE);
afterAll(() => deployment?.stop());

const canaries = () =>
  deployment.query<{ public_id: string; outcome: string | null; detail: string | null }>(
    'select r.public_id, c.outcome, c.detail from bridge.canary c join bridge.service_request r on r.id = c.request_id order by c.id',
  );

it(
  'goes through the CRM and back, survives the bridge that sent it, and is no second case',
  async () => {
    await until(canaries, ([first]) => first?.outcome !== null, MINUTE);
    expect(await canaries()).toMatchObject([{ outcome: 'ok', detail: null }]);
    const [made, ...more] = await deployment.cases();
    expect(more).toEqual([]);
    expect(JSON.stringify(made)).toContain((await canaries())[0]!.public_id);
  },
  2 * MINUTE,
);

it(
  'is sent on demand, tells each station, and is never public',
  async () => {
    const run = await runBridge(['canary', CRM], deployment.env);
    expect(run).toMatchObject({ code: 0 });
    const stations = [
      'was filed',
      'the CRM made case \\S+',
      'the case was seen there',
      'was told to close it',
      'told that it is closed',
    ];
    expect(run.output).toMatch(new RegExp(stations.map((each) => `.* [\\d.]+ s {2}.*${each}\n`).join('')));
    const ids = (await canaries()).map(({ public_id }) => public_id);
    expect(ids).toHaveLength(2);
    for (const path of ['requests.json', 'servicerequestupdates.json', `requests.json?service_request_id=${ids.join(',')}`])
      expect(await (await fetch(`${bridge.url}/open311/v2/${path}`)).json()).toEqual([]);
    for (const key of ['', `?api_key=${deployment.key}`])
      expect((await fetch(`${bridge.url}/open311/v2/requests/${ids[0]}.json${key}`)).status).toBe(404);
  },
  2 * MINUTE,
);

it(
  'is counted by when it last came back, and told of when the CRM refuses it',
  async () => {
    await until(
      async () => (await fetch(`${bridge.url}/metrics`)).text(),
      (text) => /canary_last_success_timestamp_seconds\{connection="riverton.example\/crm"\} \d+/.test(text),
    );
    await deployment.order('misbehave?mode=fault&op=createCase');
    const run = await runBridge(['canary', CRM], deployment.env);
    expect(run).toMatchObject({ code: 1, output: expect.stringContaining('it came to nothing: its delivery is dead') });
    const alerts = await until(
      () => runBridge(['alerts', 'list'], deployment.env),
      ({ output }) => output.includes(`canary:${CRM}`),
    );
    expect(alerts.output).toMatch(/The test report CANARY-\w+ to riverton.example\/crm of \S+ came to nothing/);
    expect((await deployment.states()).includes('dead')).toBe(false);
  },
  2 * MINUTE,
);

it(
  'is refused where the connection has none',
  async () => {
    expect(await runBridge(['canary', 'riverton.example/other'], deployment.env)).toMatchObject({
      code: 1,
      output: expect.stringContaining('riverton.example/other has no canary'),
    });
  },
  MINUTE,
);
