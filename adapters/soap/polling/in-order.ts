import type { CaseSnapshot } from '../../../src/adapter-kit/adapter.js';

/**
 * Rows as the host can apply them one after another: each once, oldest first. Of a case whose rows tell no time only the last one counts: an
 * earlier one, told anew with every overlap, would look like news.
 */
export function inOrder(snapshots: readonly CaseSnapshot[], newestFirst: boolean): CaseSnapshot[] {
  const rows = newestFirst ? snapshots.toReversed() : snapshots;
  const once = [...new Map(rows.map((each) => [JSON.stringify(each), each])).values()];
  const timed = once.filter(({ changedAt }) => changedAt);
  const untimed = new Map(rows.filter(({ changedAt }) => !changedAt).map((each) => [each.caseRef, each]));
  return [...timed.toSorted((a, b) => a.changedAt!.getTime() - b.changedAt!.getTime()), ...untimed.values()];
}
