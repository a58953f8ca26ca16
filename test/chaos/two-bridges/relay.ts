import { setTimeout as sleep } from 'node:timers/promises';
import { Deployment, until } from '../../support/deployment.js';
import { freePort } from '../../support/ports.js';
import type { RoleProcess } from '../../support/role-process.js';
import { Random } from '../support/random.js';

const ROLES = 'intake,delivery,sync';
const SECONDS = 1000;
const CLOSURE = 'Case Resolved';

export interface RelayOptions {
  readonly reports: number;
  /** How often the bridge that is forwarded to is ended without a word: two of three while reports go there, the others while closures come back. */
  readonly kills: number;
  readonly seed: number;
  /** For reports to arrive, and for closures to come back. */
  readonly withinSeconds: number;
}

export interface RelayResult {
  readonly cases: number;
  /** Ids of reports that are no case behind the other bridge. */
  readonly lost: readonly string[];
  /** Ids of reports that are more than one. */
  readonly doubled: readonly string[];
  /** Ids of reports that are not as closed here as their case is there. */
  readonly differing: readonly string[];
  readonly forwardSeconds: number;
  readonly backSeconds: number;
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

/** A bridge forwards reports to another one, which is killed at random; the CRM behind that one closes all of them, and the closures come back. */
export async function relay(options: RelayOptions): Promise<RelayResult> {
  const random = new Random(options.seed);
  const [port, opened] = [await freePort(), [] as Deployment[]];
  const deploy = async (crm: object) => {
    opened.push(await deployment(crm));
    return opened.at(-1)!;
  };
  try {
    const there = await deploy({ delivery: QUICK });
    const here = await deploy(neighbour(port, there.key));
    const other = new Killed(there, port, random);
    await other.begin();
    const intake = await here.run(ROLES);
    const [forwardKills, withinMs] = [Math.ceil((options.kills * 2) / 3), options.withinSeconds * SECONDS];

    const forward = stopwatch();
    const [ids] = await Promise.all([here.file(intake, options.reports), other.now(forwardKills)]);
    await asFarAs(
      () => there.cases(),
      ({ length }) => length >= options.reports,
      withinMs,
    );
    await asFarAs(
      () => here.states(),
      (states) => states.every((state) => state === 'delivered'),
      withinMs,
    );
    const forwardSeconds = forward();

    const back = stopwatch();
    const cases = await there.cases();
    await Promise.all([closeAll(there, cases), other.now(options.kills - forwardKills)]);
    const open = () => differing(here);
    const differ = await asFarAs(open, ({ length }) => length === 0, withinMs);
    const references = cases.map(({ fields }) => referenceIn(fields, ids[0]!.length));
    return {
      cases: cases.length,
      lost: ids.filter((id) => !references.includes(id)),
      doubled: ids.filter((id) => references.indexOf(id) !== references.lastIndexOf(id)),
      differing: differ,
      forwardSeconds,
      backSeconds: back(),
    };
  } finally {
    for (const each of opened) await each.stop();
  }
}

/** A bridge that comes back on the same port each time it was killed. */
class Killed {
  private running?: RoleProcess;

  constructor(
    private readonly deployed: Deployment,
    private readonly port: number,
    private readonly random: Random,
  ) {}

  async begin(): Promise<void> {
    this.running = await this.deployed.run(ROLES, { PORT: String(this.port) });
  }

  async now(times: number): Promise<void> {
    for (let kill = 0; kill < times; kill += 1) {
      await sleep(this.random.whole(200, 900));
      await this.running!.kill();
      await this.begin();
    }
  }
}

function deployment(crm: object): Promise<Deployment> {
  const settings = { delivery: { sweepEveryMs: 200 }, limits: { perKey: { requests: 0 } } };
  return Deployment.prepare(settings, {}, crm);
}

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

async function closeAll(there: Deployment, cases: readonly { readonly ref: string }[]): Promise<void> {
  for (const { ref } of cases) await there.order(`close?ref=${ref}&reason=${encodeURIComponent(CLOSURE)}`);
}

async function differing(here: Deployment): Promise<string[]> {
  const rows = await here.query<{ public_id: string; status: string; status_notes: string | null }>(
    'select public_id, status, status_notes from bridge.service_request',
  );
  return rows.filter((row) => row.status !== 'closed' || row.status_notes !== CLOSURE).map(({ public_id }) => public_id);
}

/** Our id stands at the beginning of what the other bridge was told as its reference. */
function referenceIn(fields: object, length: number): string {
  return (/Reference: (\S+)/.exec(JSON.stringify(fields))?.[1] ?? '').slice(0, length);
}

/** What there is once it is good, or when the time is over. */
function asFarAs<T>(look: () => Promise<T>, good: (value: T) => boolean, withinMs: number): Promise<T> {
  return until(look, good, withinMs).catch(look);
}

function stopwatch(): () => number {
  const began = performance.now();
  return () => Math.round((performance.now() - began) / SECONDS);
}
