import { type RawBuilder, sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import type { ConnectionSettings, StaleSettings } from '../settings/jurisdiction-settings.js';
import type { Database } from './database.js';

/** A connection, and when its cases are stale. */
export interface StaleWatch {
  readonly connection: string;
  readonly stale: StaleSettings;
}

/** An open case of which the CRM has said nothing new for long. */
export interface StaleCase {
  readonly connection: string;
  readonly caseRef: CaseRef;
  /** Public id of the request. */
  readonly publicId: string;
  readonly serviceCode: string;
  /** The CRM's words; absent: it never said any. */
  readonly crmStatus?: string;
  /** When it last said something new, else when the case was made. */
  readonly heardAt: Date;
}

/** So many of a connection. */
export interface StaleCount {
  readonly connection: string;
  readonly count: number;
  /** When the one that is silent longest was last heard of. */
  readonly since: Date;
}

/** As the index `crm_case_silent` has it, word for word. */
const HEARD = sql`greatest(c.created_at, c.news_at, c.crm_changed_at)`;
const OPEN = sql`c.merged_into is null and (c.news is null or c.news ->> 'status' <> 'closed')`;

export const staleWatch = ({ id, sync: { stale } }: ConnectionSettings): StaleWatch => ({ connection: id, stale });

/** Longest silent first. */
export async function staleCases(database: Database, watch: StaleWatch, limit: number): Promise<StaleCase[]> {
  const which = staleOf(watch);
  if (!which) return [];
  const { rows } = await sql<Omit<StaleCase, 'crmStatus'> & { crmStatus: string | null }>`
    select c.connection, c.case_ref as "caseRef", r.public_id as "publicId", r.service_code as "serviceCode", c.crm_status as "crmStatus",
      ${HEARD} as "heardAt" ${which} order by ${HEARD} limit ${limit}`.execute(database);
  return rows.map(({ crmStatus, ...row }) => ({ ...row, ...(crmStatus !== null && { crmStatus }) }));
}

/** Costs what has been silent for the shortest time that a rule names, not what is open. */
export async function countStale(database: Database, watches: readonly StaleWatch[]): Promise<StaleCount[]> {
  const figures = [];
  for (const watch of watches) figures.push(await countOf(database, watch));
  return figures.flatMap((figure) => figure ?? []);
}

async function countOf(database: Database, watch: StaleWatch): Promise<StaleCount | undefined> {
  const which = staleOf(watch);
  if (!which) return undefined;
  const { rows } = await sql<{ count: string; since: Date | null }>`
    select count(*) as count, min(${HEARD}) as since ${which}`.execute(database);
  const { count, since } = rows[0]!;
  return since ? { connection: watch.connection, count: Number(count), since } : undefined;
}

/** @returns undefined where no case ever is. */
export function staleOf({ connection, stale: { afterDays, except } }: StaleWatch): RawBuilder<unknown> | undefined {
  const least = Math.min(...[afterDays, ...except.map((each) => each.afterDays)].filter((days) => days > 0));
  if (!Number.isFinite(least)) return undefined;
  const days =
    except.length === 0 ? sql`${afterDays}::int` : sql`case ${sql.join(except.map(when), sql` `)} else ${afterDays}::int end`;
  return sql`from bridge.crm_case c join bridge.service_request r on r.id = c.request_id
    where c.connection = ${connection} and not r.canary and ${OPEN} and c.transferred_to is null and ${HEARD} < now() - ${least}::int * interval '1 day'
      and ${HEARD} < now() - nullif(${days}, 0) * interval '1 day'`;
}

function when({ services, statuses, afterDays }: StaleSettings['except'][number]): RawBuilder<unknown> {
  const words = statuses?.map((status) => status.trim().toLowerCase());
  return sql`when ${services ? sql`r.service_code = any(${[...services]}::text[])` : sql`true`}
    and ${words ? sql`lower(btrim(c.crm_status)) = any(${words}::text[])` : sql`true`} then ${afterDays}::int`;
}
