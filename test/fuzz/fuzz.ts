import fc from 'fast-check';
import { type Case, cases } from './cases.js';
import { type Answer, exchange } from './exchange.js';
import { documentOf, faultsOf } from './faults.js';

export interface Target {
  readonly port: number;
  readonly key: string;
}

/** What a round saw. */
export interface Round {
  /** How often each status was answered; `closed` where nothing was. */
  readonly statuses: ReadonlyMap<string, number>;
  /** Ids and tokens out of the answers to reports that were taken. */
  readonly accepted: ReadonlySet<string>;
  readonly requests: number;
}

export interface RoundOptions {
  readonly runs: number;
  readonly seed?: number;
  /** Stops early, which is no failure. */
  readonly withinMs?: number;
}

/** Sends generated requests one after another. @throws with seed and smallest counterexample when one is not answered as it must be. */
export async function fuzz(target: Target, { runs, seed, withinMs }: RoundOptions): Promise<Round> {
  const statuses = new Map<string, number>();
  const accepted = new Set<string>();
  let requests = 0;
  const send = async (sent: Case) => {
    const answer = await exchange(target.port, sent);
    const status = answer ? String(answer.status) : 'closed';
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    requests++;
    for (const name of acceptedBy(sent, answer)) accepted.add(name);
    fail(sent, faultsOf(sent, answer));
    return answer;
  };
  const property = fc.asyncProperty(cases(target.key), async (sent) => {
    const answer = await send(sent);
    const twin = twinOf(sent);
    if (answer && twin) fail(sent, differences(answer, await send(twin)));
  });
  await fc.assert(property, { numRuns: runs, seed, interruptAfterTimeLimit: withinMs, markInterruptAsFailure: false });
  return { statuses, accepted, requests };
}

function fail(sent: Case, faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`${sent.method} ${sent.target}: ${faults.join('; ')}`);
}

/** The same question in the other format. */
function twinOf(sent: Case): Case | undefined {
  const [path = '', ...query] = sent.target.split('?');
  if (sent.method !== 'GET' || !/\.(xml|json)$/i.test(path) || query.join('').includes('callback')) return undefined;
  const swapped = path.replace(/\.(xml|json)$/i, (suffix) => (suffix.toLowerCase() === '.xml' ? '.json' : '.xml'));
  return { ...sent, target: [swapped, ...query].join('?') };
}

/** MAP-6. */
function differences(one: Answer, other: Answer | undefined): string[] {
  if (one.status !== other?.status) return [`${one.status} in one format, ${other?.status} in the other`];
  if (one.status === 304) return [];
  const [first, second] = [documentOf(one), documentOf(other)].map((each) => JSON.stringify(each));
  return first === second ? [] : [`the formats differ: ${first?.slice(0, 300)} and ${second?.slice(0, 300)}`];
}

function acceptedBy({ method, target }: Case, answer: Answer | undefined): string[] {
  if (method !== 'POST' || answer?.status !== 200 || !/\/requests(\.|\/|\?|$)/.test(target)) return [];
  const [first] = documentOf(answer) as { service_request_id?: string; token?: string }[];
  return [first?.service_request_id ?? first?.token ?? ''];
}
