import { sql } from 'kysely';
import type { CaseNews } from '../../domain/case-news.js';
import type { Tx } from '../database.js';
import { OFTEN } from '../preparing-client.js';
import { sourceIdOf } from './case-change.js';
import type { JudgedChange, WrittenChange } from './judged-change.js';

/** So many of a case's last changes are known again when they come again. */
const KNOWN_AGAIN = 32;

/** One change a case. The words a case has already keep the news they were. One that is open again is asked for again. */
export async function writeCases(tx: Tx, connection: string, written: readonly WrittenChange[]): Promise<void> {
  if (written.length === 0) return;
  await sql`${OFTEN}
    update bridge.crm_case c set crm_status = w.crm_status, crm_reason = w.crm_reason, said = w.said,
      seen = case when w.seen_key is null then c.seen else (array_prepend(w.seen_key, c.seen))[1:${sql.lit(KNOWN_AGAIN)}] end,
      crm_changed_at = coalesce(w.event_at, c.crm_changed_at), missing_since = null,
      last_seen_at = case when w.told_at is null then now() else greatest(c.last_seen_at, w.told_at) end,
      ask_at = case when w.news ->> 'status' = 'open' and c.news ->> 'status' = 'closed' then now() else c.ask_at end,
      news = coalesce(w.news, c.news), news_at = coalesce(w.news_at, c.news_at)
    from jsonb_to_recordset(${JSON.stringify(written.map(toCaseRow))}::jsonb) as w (case_ref text, crm_status text, crm_reason text, said text,
      seen_key text, event_at timestamptz, told_at timestamptz, news jsonb, news_at timestamptz)
    where c.connection = ${connection} and c.case_ref = w.case_ref`.execute(tx);
}

function toCaseRow({ caseRef, change, said, key, eventAt, isSame }: WrittenChange): object {
  const news: CaseNews | undefined =
    isSame || !change.public ? undefined : { ...change.public, sourceId: sourceIdOf({ ...change, caseRef }, said) };
  return {
    case_ref: caseRef,
    crm_status: change.crmStatus,
    crm_reason: change.crmReason,
    said,
    seen_key: change.public && key,
    event_at: eventAt,
    told_at: change.toldAt,
    news,
    news_at: news && new Date(Math.min(eventAt?.getTime() ?? Infinity, Date.now())),
  };
}

/** These were told again. */
export async function seenAgain(tx: Tx, connection: string, again: readonly JudgedChange[]): Promise<void> {
  if (again.length === 0) return;
  const rows = again.map(({ known, change }) => ({ case_ref: known.case_ref, told_at: change.toldAt }));
  await sql`
    update bridge.crm_case c set last_seen_at = greatest(c.last_seen_at, s.at), missing_since = null
    from (select case_ref, coalesce(told_at, now()) as at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (case_ref text, told_at timestamptz)) s
    where c.connection = ${connection} and c.case_ref = s.case_ref
      and (c.last_seen_at is null or c.last_seen_at < s.at - interval '1 minute' or c.missing_since is not null)`.execute(tx);
}

/** @returns the requests of which the public sees a difference. */
export async function writePlans(tx: Tx, written: readonly WrittenChange[]): Promise<Set<string>> {
  const plans = written
    .filter(({ change: { expectedAt, agency } }) => expectedAt ?? agency)
    .map(({ known, change }) => ({ id: known.request_id, expected_at: change.expectedAt, agency: change.agency || undefined }));
  if (plans.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    update bridge.service_request r set expected_at = coalesce(p.expected_at, r.expected_at),
      agency_responsible = coalesce(p.agency, r.agency_responsible), updated_at = greatest(r.updated_at, now())
    from jsonb_to_recordset(${JSON.stringify(plans)}::jsonb) as p (id bigint, expected_at timestamptz, agency text)
    where r.id = p.id and (r.expected_at, r.agency_responsible) is distinct from
      (coalesce(p.expected_at, r.expected_at), coalesce(p.agency, r.agency_responsible))
    returning r.id`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
