import type { Tx } from '../database.js';
import { followRequired } from '../public-status.js';
import type { Applied, CaseChange } from './case-change.js';
import { inTheirTime, judged, type JudgedChange, mayMove, saysTheSame, type WrittenChange } from './judged-change.js';
import { type KnownCase, lockCases } from './known-case.js';
import { childrenOf, merge, nameParentsOf } from './merge.js';
import { renumber } from './renumber.js';
import { holdAll, transferAll, transfersOf } from './transfer.js';
import { seenAgain, writeCases, writePlans } from './write-changes.js';

interface Waiting {
  readonly stated: CaseChange;
  /** Where it stands among those given. */
  readonly place: number;
}

interface Located extends Waiting {
  /** Undefined: its case is not ours. */
  readonly known: KnownCase | undefined;
}

/**
 * Changes of one connection, in their transaction and in the order of their times. What they need is read for all of them at once, and written for all
 * at once that have nothing to do with each other.
 * @param updates takes the rows of public updates, for `publishing`.
 * @returns what came of each, in the order given.
 * @throws ChangeRefused
 */
export async function applyChanges(
  tx: Tx,
  connection: string,
  changes: readonly CaseChange[],
  updates: string[],
): Promise<Applied[]> {
  const applied: Applied[] = [];
  let waiting: Waiting[] = changes
    .map((stated, place) => ({ stated, place }))
    .sort((a, b) => inTheirTime(a.stated, b.stated) || a.place - b.place);
  while (waiting.length > 0) {
    const cases = await lockCases(
      tx,
      connection,
      waiting.map(({ stated }) => stated),
    );
    const wave = nextWave(waiting.map((each, at) => ({ ...each, known: cases.get(at) })));
    const outcomes = await applyWave(tx, connection, wave, updates);
    for (const [at, { place }] of wave.entries()) applied[place] = outcomes.get(at) ?? 'not ours';
    const taken = new Set(wave.map(({ place }) => place));
    waiting = waiting.filter(({ place }) => !taken.has(place));
  }
  return applied;
}

/** As many of the first as can be applied side by side: one a request, and by itself what may move a case. */
function nextWave(waiting: readonly Located[]): Located[] {
  const wave: Located[] = [];
  const requests = new Set<string>();
  for (const each of waiting) {
    const { known, stated } = each;
    if (known && mayMove(known, stated)) return wave.length > 0 ? wave : [each];
    if (known && requests.has(known.request_id)) continue;
    if (known) requests.add(known.request_id);
    wave.push(each);
  }
  return wave;
}

/** @returns place in the wave -> what came of it; without those whose case is not ours. */
async function applyWave(tx: Tx, connection: string, wave: readonly Located[], updates: string[]): Promise<Map<number, Applied>> {
  const all = new Map(wave.flatMap(({ known, stated }, at) => (known ? [[at, judged(known, stated)] as const] : [])));
  await seenAgain(
    tx,
    connection,
    [...all.values()].filter(({ is }) => is === 'unchanged'),
  );
  const written: WrittenChange[] = [];
  for (const each of all.values()) {
    if (each.is === 'silent') await renumber(tx, connection, each.known, each.change.renumberedTo);
    else if (each.is === 'news') written.push(await moved(tx, connection, each));
  }
  await writeCases(tx, connection, written);
  const transfers = transfersOf(connection, written);
  await holdAll(tx, transfers);
  const changed = await tell(tx, connection, written, updates);
  for (const requestId of await transferAll(tx, transfers, updates)) changed.add(requestId);
  return new Map([...all].map(([at, each]) => [at, outcomeOf(each, changed)]));
}

/** The case under its new reference, and in the place of which it stands. */
async function moved(tx: Tx, connection: string, each: JudgedChange): Promise<WrittenChange> {
  const { known, change } = each;
  const caseRef = await renumber(tx, connection, known, change.renumberedTo);
  const isMoved = await merge(tx, connection, known, { ...change, caseRef });
  return { ...each, caseRef, isMoved, isSame: !isMoved && saysTheSame(each) };
}

/** The requests themselves, and those whose cases were merged into theirs. @returns the requests whose news the public sees. */
async function tell(tx: Tx, connection: string, written: readonly WrittenChange[], updates: string[]): Promise<Set<string>> {
  const news = written.filter(({ isSame, known }) => !isSame && known.role !== 'copy');
  const changed = await writePlans(tx, news);
  const heard = news
    .filter(({ change, isMoved }) => change.public ?? isMoved)
    .map(({ known, caseRef }) => ({ requestId: known.request_id, caseRef }));
  if (heard.length === 0) return changed;
  const children = await childrenOf(
    tx,
    connection,
    heard.map(({ caseRef }) => caseRef),
  );
  await nameParentsOf(tx, connection, children);
  const followed = await followRequired(
    tx,
    [...heard, ...children].map(({ requestId, caseRef }) => ({ requestId, told: { connection, caseRef } })),
  );
  updates.push(...followed.updates);
  for (const each of heard) if (followed.changed.has(each.requestId)) changed.add(each.requestId);
  for (const { requestId, parentRef } of children)
    if (followed.changed.has(requestId)) changed.add(heard.find(({ caseRef }) => caseRef === parentRef)!.requestId);
  return changed;
}

function outcomeOf({ is, known }: JudgedChange, changed: ReadonlySet<string>): Applied {
  if (is === 'late') return 'late';
  return is === 'news' && changed.has(known.request_id) ? 'changed' : 'unchanged';
}
