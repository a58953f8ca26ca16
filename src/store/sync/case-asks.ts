import { sql } from 'kysely';
import type { CaseRef } from '../../domain/delivery.js';
import type { Database } from '../database.js';

/** How often a case is asked for that nothing was heard of for long. */
const SELDOM_MS = 86_400_000;
/** A case is asked for again after this part of its age: one that changed an hour ago within a minute or so. */
const PART_OF_AGE = 0.02;
/** A closed case may be opened again; after so many days it is not asked for any more. */
const CLOSED_DAYS = 30;
/** Values of `ask_rank`. Imported cases are old ones from the beginning. */
const YOUNG = sql.lit(0);
const OLD = sql.lit(1);
/** Of each round at least this part is for old cases, however many young ones are due. */
const SHARE_OF_OLD = 0.25;
const LET_GO_AT_ONCE = 5_000;

/** Cases whose time has come to be asked for, young ones first. The cost is that of what is due, not of what is open. */
export async function dueCases(database: Database, connection: string, limit: number): Promise<CaseRef[]> {
  const [young, old] = [await dueOf(database, connection, YOUNG, limit), await dueOf(database, connection, OLD, limit)];
  const shareOfOld = Math.min(old.length, Math.max(Math.ceil(limit * SHARE_OF_OLD), limit - young.length));
  return [...young.slice(0, limit - shareOfOld), ...old.slice(0, shareOfOld)];
}

async function dueOf(database: Database, connection: string, rank: typeof YOUNG, limit: number): Promise<CaseRef[]> {
  const { rows } = await sql<{ case_ref: string }>`
    select case_ref from bridge.crm_case where connection = ${connection} and ask_rank = ${rank} and ask_at <= now()
    order by ask_at limit ${limit}`.execute(database);
  return rows.map(({ case_ref }) => case_ref);
}

/** These were asked for: when they are next, by the time since their last change. */
export async function wereAsked(
  database: Database,
  connection: string,
  caseRefs: readonly CaseRef[],
  leastMs: number,
): Promise<void> {
  await sql`
    update bridge.crm_case c set ask_rank = case when age.ms < ${SELDOM_MS} then ${YOUNG} else ${OLD} end, last_seen_at = coalesce(c.last_seen_at, now()),
      ask_at = case when c.transferred_to is not null or age.status = 'closed' and age.ms > ${CLOSED_DAYS * SELDOM_MS} then null
        else now() + least(${SELDOM_MS}, greatest(${leastMs}::float8, age.ms * ${PART_OF_AGE}::float8)) * (0.9 + 0.2 * random()) * interval '1 millisecond' end
    from (select k.case_ref, r.status, 1000 * extract(epoch from now() - coalesce(k.news_at, k.created_at))::float8 as ms
      from bridge.crm_case k join bridge.service_request r on r.id = k.request_id
      where k.connection = ${connection} and k.case_ref = any(${[...caseRefs]}::text[])) age
    where c.connection = ${connection} and c.case_ref = age.case_ref`.execute(database);
}

/**
 * The CRM did not know these. @returns those that it has not known for a day.
 */
export async function wereMissing(database: Database, connection: string, caseRefs: readonly CaseRef[]): Promise<CaseRef[]> {
  const { rows } = await sql<{ case_ref: string; is_long: boolean }>`
    update bridge.crm_case set missing_since = coalesce(missing_since, now())
    where connection = ${connection} and case_ref = any(${[...caseRefs]}::text[])
    returning case_ref, missing_since < now() - interval '1 day' as is_long`.execute(database);
  return rows.flatMap(({ case_ref, is_long }) => (is_long ? [case_ref] : []));
}

/**
 * Of a CRM that tells its changes only those cases are asked for that became known late, after a lost answer or because a person knew them: what happened
 * to them meanwhile is in no window to come. Not those that the bridge made in its first attempt, nor imported ones, whose status came with them.
 */
export async function letGoOfTold(database: Database, connection: string): Promise<void> {
  await sql`
    update bridge.crm_case c set ask_at = null where c.connection = ${connection} and c.case_ref in (
      select d.case_ref from bridge.crm_case d where d.connection = ${connection} and d.ask_at <= now() limit ${LET_GO_AT_ONCE})
    and (c.last_seen_at is not null or c.crm_status is not null or c.ask_rank = ${OLD} or exists (select 1
      from bridge.delivery d join bridge.attempt a on a.delivery_id = d.id and a.number = 1 and a.outcome = 'delivered'
      where d.request_id = c.request_id and d.connection = c.connection and d.position = 1))`.execute(database);
}

export async function notAskedAgain(database: Database, connection: string, caseRefs: readonly CaseRef[]): Promise<void> {
  await sql`
    update bridge.crm_case set ask_at = null, last_seen_at = coalesce(last_seen_at, now())
    where connection = ${connection} and case_ref = any(${[...caseRefs]}::text[])`.execute(database);
}
