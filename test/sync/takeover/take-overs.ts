import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClientStore } from '../../../src/store/api-client.store.js';
import { type Database, openDatabase } from '../../../src/store/database.js';
import { migrate } from '../../../src/store/migrate.js';
import { type PublicUpdate, UpdateStore } from '../../../src/store/update.store.js';
import { until } from '../../support/deployment.js';
import { Random } from '../model/random.js';
import { seedOpenCases } from '../support/open-cases.js';
import { CITY, CRM, Pollers, WHO } from './pollers.js';
import { TellingCrm } from './telling-crm.js';

const CASES = 40;
const CHANGES_A_SECOND = 20;
/** A poller lives for up to so long once it has taken over. */
const LIVES_MS = 2_000;
const PATIENCE_MS = 120_000;

export interface TakeOverOptions {
  readonly kills: number;
  readonly seed: number;
  /** Processes beside the one that polls, at least one; more of them spare waiting until a new one has started. */
  readonly standBy: number;
  /** Of the connection. */
  readonly sync: { readonly pollEveryMs: number; readonly takeOverAfterMs: number };
}

export interface TakeOvers {
  readonly changes: number;
  /** From the end of a process to the first question of the other one, in milliseconds, one a kill. */
  readonly tookMs: readonly number[];
  /** What is wrong in the end, one line each. */
  readonly defects: readonly string[];
}

/** The process that polls is killed again and again, while cases change; another one stands by. */
export async function runTakeOvers(
  databaseUrl: string,
  { kills, seed, standBy, sync }: TakeOverOptions,
  told: (kill: number, ms: number) => void = () => undefined,
): Promise<TakeOvers> {
  const random = new Random(seed);
  const database = openDatabase({ connectionString: databaseUrl }, 2);
  const crm = await TellingCrm.start();
  const pollers = new Pollers(databaseUrl, crm.connection(WHO, { ...sync, overlapMs: 60_000 }));
  const ending = new AbortController();
  try {
    await prepare(database);
    for (let processes = 0; processes <= standBy; processes += 1) pollers.start();
    await pollers.ready(2);
    await crm.nextToAsk();
    const changing = changeCases(crm, random, ending.signal);
    const tookMs: number[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      await pollers.ready(2);
      tookMs.push(await killed(crm, pollers, random.below(LIVES_MS)));
      told(kill, tookMs.at(-1)!);
      if (kill + standBy <= kills) pollers.start();
    }
    ending.abort();
    await changing;
    return { changes: crm.ledger.length, tookMs, defects: await defectsOf(database, crm) };
  } finally {
    ending.abort();
    await pollers.stop();
    await crm.stop();
    await database.destroy();
  }
}

async function prepare(database: Database): Promise<void> {
  await migrate(database);
  await new ApiClientStore(database).create('an app');
  await seedOpenCases(
    database,
    caseRefs.map((caseRef) => ({ connection: CRM, caseRef })),
  );
}

const caseRefs = Array.from({ length: CASES }, (_none, at) => `CASE-${at}`);

async function changeCases(crm: TellingCrm, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    crm.change(caseRefs[random.below(CASES)]!, random.chance(0.5) ? 'open' : 'closed');
    await sleep(1000 / CHANGES_A_SECOND);
  }
}

/** @returns how long nobody polled. */
async function killed(crm: TellingCrm, pollers: Pollers, afterMs: number): Promise<number> {
  const poller = await crm.nextToAsk();
  await sleep(afterMs);
  await pollers.kill(poller);
  const killedAt = performance.now();
  await crm.nextToAsk(poller);
  return performance.now() - killedAt;
}

/** The public's updates of each case beside what the CRM did to it, once all that it did is public. */
async function defectsOf(database: Database, crm: TellingCrm): Promise<string[]> {
  const store = new UpdateStore(database);
  const page = { from: new Date(0), limit: 1_000_000, offset: 0 };
  const { updates } = await until(
    () => store.list(CITY, { ...page, to: new Date(Date.now() + 60_000) }),
    (found) => found.updates.length >= crm.ledger.length,
    PATIENCE_MS,
  ).catch(() => store.list(CITY, { ...page, to: new Date() }));
  return caseRefs.flatMap((caseRef) => defectOf(caseRef, crm, updates));
}

function defectOf(caseRef: string, crm: TellingCrm, updates: readonly PublicUpdate[]): string[] {
  const there = crm.ledger.filter((each) => each.caseRef === caseRef).map(({ text }) => text);
  const here = updates.filter(({ requestId }) => requestId === caseRef).map(({ description }) => description!);
  if (there.join() === here.join()) return [];
  const lost = there.filter((text) => !here.includes(text));
  const twice = here.filter((text, at) => here.indexOf(text) !== at);
  return [
    `${caseRef}: lost ${lost.join(', ') || 'nothing'}; twice ${twice.join(', ') || 'nothing'}; public in the order ${here.join(', ')}`,
  ];
}
