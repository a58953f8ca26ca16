import { type RawBuilder, sql } from 'kysely';
import type { CaseRef, DeliveryState, FailureKind } from '../domain/delivery.js';
import type { ClaimedDelivery } from './claim.js';
import type { Database, Tx } from './database.js';
import { OFTEN } from './preparing-client.js';

/** What an attempt came to, and when the next one is due. */
export type Outcome =
  | { readonly is: 'delivered'; readonly caseRef: CaseRef; readonly adopted: boolean }
  | Retry
  | { readonly is: 'dead' | 'unknown'; readonly kind: FailureKind; readonly reason: string }
  | { readonly is: 'cancelled'; readonly reason: string }
  /** Nothing is wrong with it: it goes back as if it had not been taken, or waits for something of ours. */
  | { readonly is: 'handed back'; readonly reason: string; readonly mayExist: boolean; readonly pauseMs: number };

export interface Retry {
  readonly is: 'retry';
  readonly kind: FailureKind;
  readonly reason: string;
  readonly mayExist: boolean;
  readonly pauseMs: number;
  /** The CRM named the time: it is not shortened when the connection recovers. */
  readonly asked?: boolean;
  /** The connection as a whole is away: the report keeps its place, and no time counts against it. */
  readonly keepsPlace?: boolean;
}

export interface AttemptRecord {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly worker: string;
  readonly exchanges: readonly unknown[];
}

/** What the attempt says of the connection as a whole. `nothing`: it was never asked. */
export type ConnectionVerdict =
  | { readonly is: 'answers' | 'nothing' }
  | {
      readonly is: 'failed';
      /** So many in a row open the circuit breaker. */
      readonly threshold: number;
      readonly probeInMs: number;
    };

export interface Settled {
  /** False: another worker has taken over since, and nothing was written. */
  readonly written: boolean;
  /** The connection's breaker went from half-open to closed. */
  readonly recovered: boolean;
  readonly opened: boolean;
  /** A later step of the same request and connection waits for this one. */
  readonly hasNext: boolean;
}

interface SettledRow {
  readonly written: boolean;
  readonly recovered: boolean;
  readonly opened: boolean;
  readonly has_next: boolean;
}

/**
 * Attempt, new state, slot, case and gate in one statement, and so in one transaction and one round trip. Everything hangs on the fence: a worker whose
 * number is old writes nothing. The request's `updated_at` stays: nothing that the public sees has changed, and whoever asks for what changed would read
 * each report twice.
 */
export async function settleAttempt(
  database: Database | Tx,
  delivery: ClaimedDelivery,
  outcome: Outcome,
  verdict: ConnectionVerdict,
  record: AttemptRecord,
): Promise<Settled> {
  const { rows } = await sql<SettledRow>`${OFTEN}
    with mine as (${newState(delivery, outcome)}),
      written as (${attemptRow(delivery, outcome, record)}),
      freed as (
        update bridge.connection_slot set held_until = now(), held_by = null
        where connection = ${delivery.connection} and held_by = ${delivery.id} and exists (select 1 from mine)),
      before as materialized (select breaker, failures from bridge.connection_gate where connection = ${delivery.connection}),
      gate as (${gateChange(delivery, outcome, verdict)})
      ${outcome.is === 'delivered' && delivery.step === 'create_case' ? sql`, known as (${caseRow(delivery, outcome.caseRef)})` : sql``}
    select exists (select 1 from mine) as written,
      coalesce((select before.breaker = 'half_open' and gate.breaker = 'closed' from gate, before), false) as recovered,
      coalesce((select before.breaker <> 'open' and gate.breaker = 'open' from gate, before), false) as opened,
      exists (select 1 from mine) and exists (
        select 1 from bridge.delivery where request_id = ${delivery.requestId} and connection = ${delivery.connection} and state = 'pending' and blocked
      ) as has_next`.execute(database);
  const { has_next: hasNext, ...rest } = rows[0]!;
  return { ...rest, hasNext };
}

function stateAfter(outcome: Outcome): DeliveryState {
  if (outcome.is !== 'retry' && outcome.is !== 'handed back') return outcome.is;
  return outcome.mayExist ? 'sending' : 'pending';
}

function newState(delivery: ClaimedDelivery, outcome: Outcome): RawBuilder<unknown> {
  const state = stateAfter(outcome);
  const failed = outcome.is === 'delivered' || outcome.is === 'handed back' ? undefined : outcome;
  const counts = outcome.is === 'retry' && !outcome.keepsPlace;
  const retry = outcome.is === 'retry' ? outcome : undefined;
  return sql`
    update bridge.delivery set
      state = ${state}, claimed_by = null, claimed_at = null, not_before = ${dueAgain(outcome)},
      last_backoff_ms = ${retry && !retry.asked ? Math.round(retry.pauseMs) : null}::int,
      first_sent_at = case when ${state} = 'pending' and not look_first then null else first_sent_at end,
      first_failed_at = ${counts ? sql`coalesce(first_failed_at, now())` : sql`first_failed_at`},
      last_error_kind = ${failed && 'kind' in failed ? failed.kind : null}::text, last_error_text = ${failed ? storable(failed.reason) : null}::text,
      settled_at = case when ${state} in ('delivered', 'dead', 'cancelled') then now() end
    where id = ${delivery.id} and fence = ${delivery.fence} and state = 'sending' and claimed_by is not null
    returning request_id`;
}

function dueAgain(outcome: Outcome): RawBuilder<unknown> {
  if (outcome.is !== 'retry' && outcome.is !== 'handed back') return sql`now()`;
  if (outcome.is === 'retry' && outcome.keepsPlace) return sql`created_at`;
  return sql`now() + ${outcome.pauseMs}::float8 * interval '1 millisecond'`;
}

function attemptRow(delivery: ClaimedDelivery, outcome: Outcome, record: AttemptRecord): RawBuilder<unknown> {
  const said = outcome.is === 'delivered' && outcome.adopted ? 'adopted' : outcome.is;
  const kind = 'kind' in outcome ? outcome.kind : null;
  const reason = 'reason' in outcome ? storable(outcome.reason) : null;
  return sql`
    insert into bridge.attempt (delivery_id, number, started_at, ended_at, outcome, error_kind, error_text, exchanges, worker)
    select ${delivery.id}::uuid, ${delivery.attempt}::int, ${record.startedAt}::timestamptz, ${record.endedAt}::timestamptz, ${said}::text, ${kind}::text, ${reason}::text,
      ${exchangesText(record)}::jsonb, ${record.worker}::text from mine`;
}

/** A healthy connection's row is not touched: every worker would wait for it. */
function gateChange({ connection }: ClaimedDelivery, outcome: Outcome, verdict: ConnectionVerdict): RawBuilder<unknown> {
  if (verdict.is !== 'failed')
    return sql`
      update bridge.connection_gate set failures = 0, breaker = 'closed', reason_kind = null, reason_text = null, opened_at = null, last_pause_ms = null
      where connection = ${connection} and ${verdict.is === 'answers'}::bool
        and (breaker = 'half_open' or breaker = 'closed' and failures > 0) and exists (select 1 from mine)
      returning breaker`;
  const kind = 'kind' in outcome ? outcome.kind : 'unknown';
  const reason = 'reason' in outcome ? storable(outcome.reason) : '';
  const trips = sql`(breaker = 'half_open' or failures + 1 >= ${verdict.threshold}::int)`;
  return sql`
    update bridge.connection_gate set failures = failures + 1,
      breaker = case when ${trips} then 'open' else breaker end,
      reason_kind = case when ${trips} then ${kind} else reason_kind end,
      reason_text = case when ${trips} then ${reason} else reason_text end,
      opened_at = case when ${trips} then coalesce(opened_at, now()) else opened_at end,
      last_pause_ms = case when ${trips} then ${Math.round(verdict.probeInMs)}::int else last_pause_ms end,
      probe_at = case when ${trips} then now() + ${verdict.probeInMs}::float8 * interval '1 millisecond' else probe_at end
    where connection = ${connection} and breaker <> 'open' and exists (select 1 from mine)
    returning breaker`;
}

function caseRow(delivery: ClaimedDelivery, caseRef: CaseRef): RawBuilder<unknown> {
  return sql`
    insert into bridge.crm_case (connection, case_ref, request_id, created_at)
    select ${delivery.connection}::text, ${caseRef}::text, request_id, now() from mine
    on conflict (connection, case_ref) do nothing`;
}

/** The exchanges of an attempt as JSON. */
export function exchangesText({ exchanges }: AttemptRecord): string {
  return JSON.stringify(exchanges, (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}

/** What a CRM says may hold what PostgreSQL keeps in no text: a NUL, half a character. */
function storable(text: string): string {
  if (text.isWellFormed() && !text.includes('\0')) return text;
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '');
}
