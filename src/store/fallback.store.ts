import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.js';

/** When reports that a connection does not take get a copy at another one. Either condition is enough. */
export interface FallbackPolicy {
  readonly connection: string;
  readonly to: string;
  /** The delivery is that old. */
  readonly afterMinutes?: number;
  /** The circuit breaker is open, or an operator's pause lasts, for that long. */
  readonly breakerOpenMinutes?: number;
}

/** Copies for reports that their own connection does not take (design section 6). */
export class FallbackStore {
  constructor(private readonly database: Database) {}

  /**
   * Gives the oldest deliveries that need it their one copy, and marks each so that the CRM is asked before anything is sent to it: whoever reads
   * the copy may have made a case by hand. One statement; several processes share the work. Where the other connection has the request
   * already, by a route or a fallback of its own, there is no copy and no mark.
   * @param limit most deliveries to look at.
   */
  async copyLate(policy: FallbackPolicy, limit: number): Promise<{ readonly looked: number; readonly copied: number }> {
    const { rows } = await sql<{ looked: number; copied: number }>`
      with late as materialized (
        select id, request_id, trace_parent from bridge.delivery
        where connection = ${policy.connection} and step = 'create_case' and state in ('pending', 'sending', 'unknown')
          and fallback_at is null and created_at <= (${newestThatIsLate(policy)})
          and not exists (select 1 from bridge.service_request r where r.id = delivery.request_id and r.canary)
        order by created_at limit ${limit} for update skip locked),
      copy as (
        insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at,
          fallback_of, trace_parent)
        select gen_random_uuid(), request_id, ${policy.to}, 'create_case', 1, 'copy', 'pending', 0, 0, now(), now(), id, trace_parent from late
        on conflict do nothing returning fallback_of),
      marked as (
        update bridge.delivery d set fallback_at = now(), look_first = d.look_first or copy.fallback_of is not null,
          first_sent_at = case when copy.fallback_of is null then d.first_sent_at else coalesce(d.first_sent_at, now()) end
        from late left join copy on copy.fallback_of = late.id where d.id = late.id)
      select (select count(*) from late)::int as looked, (select count(*) from copy)::int as copied`.execute(this.database);
    return rows[0]!;
  }
}

/** Deliveries made up to then are late. While the connection has been away for long enough, that is all of them. */
function newestThatIsLate({ connection, afterMinutes, breakerOpenMinutes }: FallbackPolicy): RawBuilder<unknown> {
  const ago = (minutes: number) => sql`now() - ${minutes}::float8 * interval '1 minute'`;
  const byAge = afterMinutes === undefined ? sql`'-infinity'::timestamptz` : ago(afterMinutes);
  if (breakerOpenMinutes === undefined) return sql`select ${byAge}`;
  return sql`
    select case when exists (
        select 1 from bridge.connection_gate where connection = ${connection}
          and (breaker = 'open' and opened_at <= ${ago(breakerOpenMinutes)} or paused_at <= ${ago(breakerOpenMinutes)}))
      then now() else ${byAge} end`;
}
