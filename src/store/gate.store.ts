import { sql } from 'kysely';
import type { BreakerState, FailureKind } from '../domain/delivery.js';
import type { Database } from './database.js';
import { OFTEN } from './preparing-client.js';

/** Why nothing was taken, and when it is worth looking again. Times in milliseconds from now. */
export interface GateState {
  readonly breaker: BreakerState;
  readonly paused: boolean;
  /** Absent where nothing waits. */
  readonly nextDueInMs?: number;
  /** Of the open breaker. */
  readonly probeInMs?: number;
}

/** A failure that opens or keeps open a circuit breaker. */
export interface BreakerFailure {
  readonly kind: FailureKind;
  readonly reason: string;
  /** Until the next probe. */
  readonly pauseMs: number;
}

/** What a check found wrong. */
export type CheckFailure = Pick<BreakerFailure, 'kind' | 'reason'>;

/** A probe is a check too. */
const CHECKED = sql`checked_at = now(), check_kind = null, check_text = null`;

/** What all processes share of a connection: circuit breaker, pace, slots of calls at once. */
export class GateStore {
  constructor(private readonly database: Database) {}

  /** Makes what a configured connection needs; repeated at every start. */
  async ensure(connection: string, callsAtOnce: number): Promise<void> {
    await sql`insert into bridge.connection_gate (connection) values (${connection}) on conflict do nothing`.execute(
      this.database,
    );
    await sql`
      insert into bridge.connection_slot (connection, slot) select ${connection}, generate_series(1, ${callsAtOnce}::int)
      on conflict do nothing`.execute(this.database);
  }

  /** Undefined for a connection that was never made. */
  async state(connection: string): Promise<GateState | undefined> {
    const { rows } = await sql<{
      breaker: BreakerState;
      paused: boolean;
      due_ms: string | null;
      probe_ms: string | null;
    }>`${OFTEN}
      select breaker, paused_at is not null as paused,
        extract(epoch from greatest(probe_at, probe_until, now()) - now()) * 1000 as probe_ms,
        extract(epoch from greatest(next_call_at, (
          select not_before from bridge.delivery d
          where d.connection = g.connection and state in ('pending', 'sending') and not blocked order by not_before limit 1
        )) - now()) * 1000 as due_ms
      from bridge.connection_gate g where connection = ${connection}`.execute(this.database);
    const row = rows[0];
    return (
      row && {
        breaker: row.breaker,
        paused: row.paused,
        nextDueInMs: row.due_ms === null ? undefined : Number(row.due_ms),
        probeInMs: row.breaker === 'open' ? Number(row.probe_ms) : undefined,
      }
    );
  }

  /** Which of these have something to do just now: deliveries that are due, or a probe. */
  async withWork(connections: readonly string[]): Promise<string[]> {
    const { rows } = await sql<{ connection: string }>`
      select g.connection from bridge.connection_gate g
      where g.connection = any(${connections}::text[]) and g.paused_at is null
        and (g.breaker = 'open' and g.probe_at <= now() or g.breaker <> 'open' and exists (
          select 1 from bridge.delivery d
          where d.connection = g.connection and state in ('pending', 'sending') and not blocked and not_before <= now()))`.execute(
      this.database,
    );
    return rows.map(({ connection }) => connection);
  }

  /**
   * One process at a time asks an open connection whether it is back.
   * @returns the pause before this probe, in milliseconds, null for the first; undefined when it is not time or another process asks.
   */
  async leaseProbe(connection: string, leaseMs: number): Promise<{ lastPauseMs?: number } | undefined> {
    const { rows } = await sql<{ last_pause_ms: number | null }>`
      update bridge.connection_gate set probe_until = now() + ${leaseMs}::float8 * interval '1 millisecond'
      where connection = ${connection} and breaker = 'open' and paused_at is null
        and coalesce(probe_at, now()) <= now() and coalesce(probe_until, now()) <= now()
      returning last_pause_ms`.execute(this.database);
    return rows[0] && { lastPauseMs: rows[0].last_pause_ms ?? undefined };
  }

  /** A probe that was cut off says nothing: another process may ask at once. */
  async releaseProbe(connection: string): Promise<void> {
    await sql`update bridge.connection_gate set probe_until = null where connection = ${connection}`.execute(this.database);
  }

  /** The CRM is back: deliveries one at a time, and if none waits, as ever. */
  async answered(connection: string): Promise<void> {
    await sql`
      update bridge.connection_gate g set probe_until = null, failures = 0, ${CHECKED}, breaker = case when waiting.any then 'half_open' else 'closed' end,
        reason_kind = case when waiting.any then reason_kind end, reason_text = case when waiting.any then reason_text end,
        opened_at = case when waiting.any then opened_at end
      from (select exists (select 1 from bridge.delivery where connection = ${connection} and state in ('pending', 'sending') and not blocked) as any)
        as waiting
      where connection = ${connection} and breaker = 'open'`.execute(this.database);
  }

  /** What a check outside of probes found; without a failure all is well. It opens and closes nothing. */
  async checked(connection: string, failure?: CheckFailure): Promise<void> {
    await sql`
      insert into bridge.connection_gate as g (connection, checked_at, check_kind, check_text)
      values (${connection}, now(), ${failure?.kind ?? null}, ${failure?.reason ?? null})
      on conflict (connection) do update set checked_at = excluded.checked_at, check_kind = excluded.check_kind, check_text = excluded.check_text`.execute(
      this.database,
    );
  }

  async stillAway(connection: string, { kind, reason, pauseMs }: BreakerFailure): Promise<void> {
    await sql`
      update bridge.connection_gate set probe_until = null, reason_kind = ${kind}, reason_text = ${reason}, last_pause_ms = ${Math.round(pauseMs)}::int,
        probe_at = now() + ${pauseMs}::float8 * interval '1 millisecond'
      where connection = ${connection} and breaker = 'open'`.execute(this.database);
  }

  /** What failed while the connection was away is due at once, oldest first. What the CRM asked to be patient for keeps its time. */
  async recover(connection: string): Promise<void> {
    await sql`
      update bridge.delivery set not_before = created_at, first_failed_at = null, last_backoff_ms = null
      where connection = ${connection} and state in ('pending', 'sending') and not blocked and not_before > now()
        and claimed_by is null and last_error_kind = 'transient' and last_backoff_ms is not null`.execute(this.database);
  }
}
