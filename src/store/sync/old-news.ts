import { sql } from 'kysely';
import type { Database } from '../database.js';
import { OFTEN } from '../preparing-client.js';
import { type Applied, type CaseChange, changeKey, isSilent, saidIn } from './case-change.js';
import { type KnownCase, LAST_SEEN } from './known-case.js';

/** A clock may be ahead by some minutes, and its times still tell the order. A time that is further ahead is none: the change is of now. */
const CLOCK_AHEAD_MS = 10 * 60_000;

type OldNews = Extract<Applied, 'late' | 'unchanged'>;
/** What a change may be old beside. */
type Heard = Pick<KnownCase, 'crm_changed_at' | 'seen'> & Partial<Pick<KnownCase, 'crm_status' | 'last_seen_at'>>;

/** By what a change is known again, and when it happened as far as that can be believed. */
export function keyAndTime(change: CaseChange): { readonly key?: string; readonly eventAt?: Date } {
  const { changedAt } = change;
  const key = changeKey(change, saidIn(change));
  const now = Date.now();
  const eventAt = changedAt && (changedAt.getTime() <= now + CLOCK_AHEAD_MS ? changedAt : new Date(now));
  return { key, eventAt };
}

/** What is there already, or older than what is; undefined: it may be news. Once so, always so. */
export function oldNews(known: Heard, change: CaseChange): OldNews | undefined {
  const { key, eventAt } = keyAndTime(change);
  if (known.crm_changed_at && eventAt && eventAt < known.crm_changed_at) return 'late';
  if (isOvertaken(known, change, eventAt)) return 'late';
  return key !== undefined && known.seen.includes(key) ? 'unchanged' : undefined;
}

/**
 * It was kept, or its answer was on the way, while the CRM told more of the case. Where both have times, these tell the order; else what was told last is
 * how the case stands. What a poll passes over so is told again in the next window, which overlaps.
 */
function isOvertaken(
  { crm_changed_at, crm_status, last_seen_at }: Heard,
  { toldAt }: CaseChange,
  eventAt: Date | undefined,
): boolean {
  if (!toldAt || !last_seen_at || crm_status === null || (eventAt && crm_changed_at)) return false;
  return toldAt < last_seen_at;
}

/** What says nothing of the status is never too late for the reference that it tells; without one it changes nothing. */
const withoutReference = ({ caseRef, renumberedTo = caseRef }: CaseChange): OldNews | undefined =>
  renumberedTo === caseRef ? 'unchanged' : undefined;

/** Most of what a window brings was in the last one too: told apart in one query, without holding anything. @returns index of the change -> what it is. */
export async function allOldNews(
  database: Database,
  connection: string,
  changes: readonly CaseChange[],
): Promise<Map<number, OldNews>> {
  const { rows } = await sql<Heard & Pick<KnownCase, 'case_ref'>>`${OFTEN}
    select case_ref, crm_changed_at, crm_status, ${LAST_SEEN}, seen from bridge.crm_case c
    where connection = ${connection} and case_ref = any(${changes.map(({ caseRef }) => caseRef)}::text[]) and missing_since is null`.execute(
    database,
  );
  const known = new Map(rows.map((row) => [row.case_ref, row]));
  const old = new Map<number, OldNews>();
  for (const [index, change] of changes.entries()) {
    const row = known.get(change.caseRef);
    const found = row && (isSilent(change) ? withoutReference(change) : oldNews(row, change));
    if (found) old.set(index, found);
  }
  return old;
}
