import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../chaos/support/random.js';
import { Deployment, until } from '../support/deployment.js';
import { freePort } from '../support/ports.js';
import type { RoleProcess } from '../support/role-process.js';

const REPORTS = 120;
const KILLS = 3;
const SECONDS = 1000;
const opened: Deployment[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.stop();
});

async function deploy(crm?: object): Promise<Deployment> {
  const settings = { delivery: { sweepEveryMs: 200 }, limits: { perKey: { requests: 0 } } };
  const deployment = await Deployment.prepare(settings, {}, crm);
  opened.push(deployment);
  return deployment;
}

/** A killed process keeps its slots until its leases are over: short ones. */
const QUICK = {
  callTimeoutMs: 2000,
  backoffMinMs: 100,
  backoffMaxMs: 500,
  settleMs: 100,
  breakerPauseMinMs: 200,
  breakerPauseMaxMs: 500,
};

const neighbour = (port: number, apiKey: string) => ({
  type: 'open311',
  settings: {
    endpoint: `http://127.0.0.1:${port}/open311/v2`,
    jurisdictionId: 'riverton.example',
    apiKey,
    repeatsAnswer: true,
    read: 'updates',
  },
  delivery: QUICK,
  // Its updates tell the finer state.
  statusRules: [
    { when: { status: { exact: 'open' } }, status: 'open' },
    { when: { status: { exact: 'fixed' } }, status: 'closed', detail: 'fixed' },
  ],
  // An update is listed some seconds after its date.
  sync: { pollEveryMs: 300, overlapMs: 60_000 },
});

/** Ended without a word, again and again, while the other one sends; it comes back on the same port. */
async function killedNowAndThen(deployment: Deployment, port: number, first: RoleProcess, random: Random): Promise<void> {
  let running = first;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(random.whole(200, 900));
    await running.kill();
    running = await deployment.run('intake,delivery,sync', { PORT: String(port) });
  }
}

it(
  'a bridge forwards to another one: each report is one case there though the other is killed at random, and all closures come back',
  async () => {
    const port = await freePort();
    const there = await deploy({ delivery: QUICK });
    const here = await deploy(neighbour(port, there.key));
    const [other, intake] = [
      await there.run('intake,delivery,sync', { PORT: String(port) }),
      await here.run('intake,delivery,sync'),
    ];
    const [ids] = await Promise.all([here.file(intake, REPORTS), killedNowAndThen(there, port, other, new Random(311))]);
    await until(
      () => here.states(),
      (states) => states.every((state) => state === 'delivered'),
    );
    await until(
      () => there.cases(),
      ({ length }) => length >= REPORTS,
      90 * SECONDS,
    );
    const cases = await there.cases();
    const references = cases.map(({ fields }) => /Reference: (\S+)/.exec(JSON.stringify(fields))![1]!.slice(0, ids[0]!.length));
    expect(references.sort()).toEqual([...ids].sort());
    for (const { ref } of cases) await there.order(`close?ref=${ref}&reason=Case%20Resolved`);
    const closed = async () =>
      (await (await fetch(`${intake.url}/open311/v2/requests.json?status=closed&page_size=${REPORTS}`)).json()) as object[];
    const all = await until(closed, ({ length }) => length === REPORTS, 90 * SECONDS);
    expect(all[0]).toMatchObject({ status: 'closed', status_notes: 'Case Resolved' });
  },
  300 * SECONDS,
);
