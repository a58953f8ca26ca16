import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import type { ClaimedDelivery } from './claim.js';
import type { Database } from './database.js';
import { OFTEN } from './preparing-client.js';
import { type AttemptRecord, exchangesText, type Settled } from './settle.js';

/** A delivery that succeeded, and nothing follows from it but what its own row says. */
export interface Delivered {
  readonly delivery: ClaimedDelivery;
  readonly caseRef: CaseRef;
  readonly adopted: boolean;
  readonly record: AttemptRecord;
}

interface DeliveredRow {
  readonly id: string;
  readonly recovered: boolean;
  readonly has_next: boolean;
}

const NOT_WRITTEN: Settled = { written: false, recovered: false, opened: false, hasNext: false };

/**
 * The same as `settleAttempt`, for many deliveries of one connection that succeeded at about the same time: one statement, one commit. The ids are given twice: how many rows a JSON text holds the planner can't guess, and
 * would read the whole table for them.
 */
export async function settleDelivered(database: Database, connection: string, all: readonly Delivered[]): Promise<Settled[]> {
  const { rows } = await sql<DeliveredRow>`${OFTEN}
    with given as (
      select * from jsonb_to_recordset(${`[${all.map(toGiven).join()}]`}::jsonb) as x(id uuid, fence int, attempt int, said text, "caseRef" text,
        "makesCase" boolean, "startedAt" timestamptz, "endedAt" timestamptz, exchanges jsonb, worker text)),
      mine as (
        update bridge.delivery d set state = 'delivered', claimed_by = null, claimed_at = null, not_before = now(), last_backoff_ms = null,
          last_error_kind = null, last_error_text = null, settled_at = now()
        from given where d.id = any(${all.map(({ delivery }) => delivery.id)}::uuid[]) and d.id = given.id and d.fence = given.fence and d.state = 'sending' and d.claimed_by is not null
        returning d.id, d.request_id),
      written as (
        insert into bridge.attempt (delivery_id, number, started_at, ended_at, outcome, exchanges, worker)
        select id, attempt, "startedAt", "endedAt", said, exchanges, worker from given join mine using (id)),
      freed as (
        update bridge.connection_slot set held_until = now(), held_by = null where connection = ${connection} and held_by in (select id from mine)),
      before as materialized (select breaker from bridge.connection_gate where connection = ${connection}),
      gate as (
        update bridge.connection_gate set failures = 0, breaker = 'closed', reason_kind = null, reason_text = null, opened_at = null, last_pause_ms = null
        where connection = ${connection} and (breaker = 'half_open' or breaker = 'closed' and failures > 0) and exists (select 1 from mine)
        returning breaker),
      known as (
        insert into bridge.crm_case (connection, case_ref, request_id, created_at)
        select ${connection}::text, "caseRef", request_id, now() from given join mine using (id) where "makesCase"
        on conflict (connection, case_ref) do nothing)
    select mine.id, exists (select 1 from before, gate where before.breaker = 'half_open') as recovered, exists (
        select 1 from bridge.delivery n where n.request_id = mine.request_id and n.connection = ${connection} and n.state = 'pending' and n.blocked
      ) as has_next from mine`.execute(database);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return all.map(({ delivery: { id } }) => {
    const row = byId.get(id);
    return row ? { written: true, recovered: row.recovered, opened: false, hasNext: row.has_next } : NOT_WRITTEN;
  });
}

/** As JSON. The exchanges are a JSON text already. */
function toGiven({ delivery, caseRef, adopted, record }: Delivered): string {
  const { startedAt, endedAt, worker } = record;
  const given = {
    id: delivery.id,
    fence: delivery.fence,
    attempt: delivery.attempt,
    said: adopted ? 'adopted' : 'delivered',
    caseRef,
    makesCase: delivery.step === 'create_case',
    startedAt,
    endedAt,
    worker,
  };
  return `${JSON.stringify(given).slice(0, -1)},"exchanges":${exchangesText(record)}}`;
}
