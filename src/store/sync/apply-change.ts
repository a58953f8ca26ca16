import { sql } from 'kysely';
import type { CaseNews } from '../../domain/case-news.js';
import type { Tx } from '../database.js';
import { followRequired } from '../public-status.js';
import { type Applied, type CaseChange, saidIn, sourceIdOf } from './case-change.js';
import { childrenOf, merge } from './merge.js';
import { type KnownCase, lockCase, resolveCase } from './known-case.js';
import { keyAndTime, oldNews } from './old-news.js';
import { renumber } from './renumber.js';

/** So many of a case's last changes are known again when they come again. */
const KNOWN_AGAIN = 32;

/**
 * One change, in its transaction.
 * @param updates takes the rows of public updates, for `publishing`.
 * @throws ChangeRefused
 */
export async function applyChange(tx: Tx, connection: string, stated: CaseChange, updates: string[]): Promise<Applied> {
  const known = await lockCase(tx, connection, await resolveCase(tx, connection, stated));
  if (!known) return 'not ours';
  const told = { ...plainOf(stated, known), caseRef: known.case_ref };
  if (told.crmStatus === '' && !told.isGone && told.mergedInto === undefined) return numbered(tx, connection, known, told);
  const said = saidIn(told);
  const { key, eventAt } = keyAndTime(stated);
  const old = oldNews(known, stated);
  if (old === 'unchanged') await seenAgain(tx, connection, known);
  if (old) return old;
  const change = { ...told, caseRef: await renumber(tx, connection, known, told.renumberedTo) };
  const isMoved = await merge(tx, connection, known, change);
  const isSame = !isMoved && sameWords(known, told, said);
  await writeCase(tx, connection, { change, said, key, eventAt, isSame });
  if ((isSame && !isMoved) || known.role === 'copy') return 'unchanged';
  const isPlanned = await writePlan(tx, known.request_id, told);
  if (!change.public && !isMoved) return isPlanned ? 'changed' : 'unchanged';
  const isShown = await follow(tx, connection, { requestId: known.request_id, caseRef: change.caseRef }, updates);
  return isShown || isPlanned ? 'changed' : 'unchanged';
}

/** What says nothing of how the case stands tells the reference at most, and is never too late for that. */
async function numbered(tx: Tx, connection: string, known: KnownCase, { renumberedTo }: CaseChange): Promise<Applied> {
  await renumber(tx, connection, known, renumberedTo);
  return 'unchanged';
}

/** Of a request that was erased only the status is followed. A case that is gone in the CRM stays closed as it was. */
function plainOf(change: CaseChange, { erased, news_status }: KnownCase): CaseChange {
  const kept = change.isGone && news_status === 'closed' ? { ...change, public: undefined } : change;
  if (!erased) return kept;
  const { text: _text, crmReason: _reason, agency: _agency, ...rest } = kept;
  return { ...rest, public: kept.public && { status: kept.public.status, detail: kept.public.detail } };
}

/** A case that was heard of before digests were kept is known by its words. */
function sameWords(known: KnownCase, change: CaseChange, said: string): boolean {
  if (known.said !== null) return known.said === said;
  return known.crm_status === change.crmStatus && (known.crm_reason ?? undefined) === change.crmReason;
}

async function seenAgain(tx: Tx, connection: string, { case_ref }: KnownCase): Promise<void> {
  await sql`
    update bridge.crm_case set last_seen_at = now(), missing_since = null where connection = ${connection} and case_ref = ${case_ref}
      and (last_seen_at is null or last_seen_at < now() - interval '1 minute' or missing_since is not null)`.execute(tx);
}

interface Written {
  readonly change: CaseChange;
  readonly said: string;
  readonly key?: string;
  readonly eventAt?: Date;
  readonly isSame: boolean;
}

/** The words a case has already keep the news they were. One that is open again is asked for again. */
async function writeCase(tx: Tx, connection: string, { change, said, key, eventAt, isSame }: Written): Promise<void> {
  const news: CaseNews | undefined =
    isSame || !change.public ? undefined : { ...change.public, sourceId: sourceIdOf(change, said) };
  const seen =
    key === undefined || !change.public ? sql`seen` : sql`(array_prepend(${key}::text, seen))[1:${sql.lit(KNOWN_AGAIN)}]`;
  await sql`
    update bridge.crm_case set crm_status = ${change.crmStatus}, crm_reason = ${change.crmReason ?? null}, said = ${said}, seen = ${seen},
      crm_changed_at = coalesce(${eventAt ?? null}::timestamptz, crm_changed_at), last_seen_at = now(), missing_since = null,
      ask_at = case when ${news?.status ?? null}::text = 'open' and news ->> 'status' = 'closed' then now() else ask_at end,
      news = coalesce(${news ? JSON.stringify(news) : null}::jsonb, news),
      news_at = coalesce(${news ? new Date(Math.min(eventAt?.getTime() ?? Infinity, Date.now())) : null}::timestamptz, news_at)
    where connection = ${connection} and case_ref = ${change.caseRef}`.execute(tx);
}

/** @returns whether the public sees a difference. */
async function writePlan(tx: Tx, requestId: string, { expectedAt, agency }: CaseChange): Promise<boolean> {
  if (!expectedAt && agency === undefined) return false;
  const { rows } = await sql`
    update bridge.service_request set expected_at = coalesce(${expectedAt ?? null}::timestamptz, expected_at),
      agency_responsible = coalesce(${agency || null}::text, agency_responsible), updated_at = greatest(updated_at, now())
    where id = ${requestId} and (expected_at, agency_responsible) is distinct from
      (coalesce(${expectedAt ?? null}::timestamptz, expected_at), coalesce(${agency || null}::text, agency_responsible))
    returning id`.execute(tx);
  return rows.length > 0;
}

/** The request itself, and those whose cases were merged into this one. */
async function follow(
  tx: Tx,
  connection: string,
  { requestId, caseRef }: { requestId: string; caseRef: string },
  updates: string[],
): Promise<boolean> {
  const followers = [{ requestId, caseRef }, ...(await childrenOf(tx, connection, caseRef))];
  let isShown = false;
  for (const each of followers) {
    const { changed, update } = await followRequired(tx, each.requestId, { connection, caseRef: each.caseRef });
    if (update) updates.push(update);
    isShown ||= changed;
  }
  return isShown;
}
