import { sql } from 'kysely';
import type { BreakerState, FailureKind } from '../domain/delivery.js';
import { writeAudit } from './audit.js';
import type { Database, Tx } from './database.js';
import { ActRefused } from './dead-letters/act-refused.js';

/** How a connection stands, and what waits for it. */
export interface ConnectionOverview {
  readonly connection: string;
  readonly breaker: BreakerState;
  /** Why the breaker is not closed. */
  readonly kind: FailureKind | null;
  readonly reason: string | null;
  readonly openedAt: Date | null;
  /** By an operator. */
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
  /** Since when the CRM refuses to tell what changed, and why. */
  readonly refusedSince: Date | null;
  readonly refusal: string | null;
  /** When the adapter's check last ran beside probes; its failure, null where it found all well. */
  readonly checkedAt: Date | null;
  readonly checkKind: FailureKind | null;
  readonly checkText: string | null;
  readonly waiting: number;
  readonly unknown: number;
  readonly dead: number;
  /** When the oldest that waits was made. */
  readonly oldestWaiting: Date | null;
}

/** What a connection was held by. */
export interface Resumed {
  readonly wasPaused: boolean;
  readonly wasOpen: boolean;
  readonly wasRefusing: boolean;
}

type OverviewRow = Omit<ConnectionOverview, 'waiting' | 'unknown' | 'dead'> & Record<'waiting' | 'unknown' | 'dead', string>;

/** Connections as an operator sees, pauses and resumes them. */
export class ConnectionOverviewStore {
  constructor(private readonly database: Database) {}

  /** By id: those that are named, and all others that something is kept of. */
  async list(configured: readonly string[]): Promise<ConnectionOverview[]> {
    const { rows } = await sql<OverviewRow>`
      with waits as (
        select connection, count(*) filter (where state in ('pending', 'sending')) as waiting, count(*) filter (where state = 'unknown') as unknown,
          count(*) filter (where state = 'dead') as dead, min(created_at) filter (where state in ('pending', 'sending')) as oldest
        from bridge.delivery where state in ('pending', 'sending', 'unknown', 'dead') group by connection),
      known as (
        select unnest(${configured}::text[]) as connection union select connection from waits union select connection from bridge.connection_gate)
      select connection, coalesce(g.breaker, 'closed') as breaker, g.reason_kind as kind, g.reason_text as reason, g.opened_at as "openedAt",
        g.paused_at as "pausedAt", g.paused_by as "pausedBy",
        g.checked_at as "checkedAt", g.check_kind as "checkKind", g.check_text as "checkText", s.refused_since as "refusedSince", case when s.refused_since is not null then s.last_error end as refusal, coalesce(w.waiting, 0) as waiting, coalesce(w.unknown, 0) as unknown,
        coalesce(w.dead, 0) as dead, w.oldest as "oldestWaiting"
      from known left join waits w using (connection) left join bridge.connection_gate g using (connection)
        left join bridge.sync_cursor s using (connection)
      order by connection`.execute(this.database);
    return rows.map((row) => ({ ...row, waiting: Number(row.waiting), unknown: Number(row.unknown), dead: Number(row.dead) }));
  }

  /** Nothing more is taken for it; calls in hand end as they end. @throws ActRefused where it is paused already. */
  async pause(connection: string, actor: string): Promise<void> {
    await this.database.transaction().execute(async (tx) => {
      await sql`insert into bridge.connection_gate (connection) values (${connection}) on conflict do nothing`.execute(tx);
      const { paused_at, paused_by } = (await lockGate(tx, connection))!;
      if (paused_at)
        throw new ActRefused(`${connection} is paused already, since ${paused_at.toISOString()} by ${paused_by ?? 'somebody'}`);
      await sql`update bridge.connection_gate set paused_at = now(), paused_by = ${actor} where connection = ${connection}`.execute(
        tx,
      );
      await writeAudit(tx, [{ actor, action: 'connection.pause', subject: `connection/${connection}`, detail: {} }]);
    });
  }

  /**
   * Ends a pause; where the breaker is open, the CRM is asked at once whether it is back, and where it refused to tell what changed, at the next round.
   * @returns what it was held by.
   * @throws ActRefused where there is nothing to resume.
   */
  async resume(connection: string, actor: string): Promise<Resumed> {
    return this.database.transaction().execute(async (tx) => {
      const gate = await lockGate(tx, connection);
      const wasRefusing = await askAgain(tx, connection);
      const was = { wasPaused: gate?.paused_at != null, wasOpen: gate?.breaker === 'open', wasRefusing };
      if (!was.wasPaused && !was.wasOpen && !was.wasRefusing) {
        throw new ActRefused(`${connection} is neither paused nor held: open311-bridge connections list tells how it stands`);
      }
      await sql`
        update bridge.connection_gate set paused_at = null, paused_by = null, probe_at = case when breaker = 'open' then now() else probe_at end
        where connection = ${connection}`.execute(tx);
      await writeAudit(tx, [{ actor, action: 'connection.resume', subject: `connection/${connection}`, detail: was }]);
      return was;
    });
  }
}

/** @returns whether the CRM had refused to tell what changed. */
async function askAgain(tx: Tx, connection: string): Promise<boolean> {
  const { rows } = await sql`
    update bridge.sync_cursor set refused_since = null, held_until = null, last_pause_ms = null
    where connection = ${connection} and refused_since is not null returning connection`.execute(tx);
  return rows.length > 0;
}

async function lockGate(tx: Tx, connection: string) {
  return tx
    .selectFrom('connection_gate')
    .select(['breaker', 'paused_at', 'paused_by'])
    .where('connection', '=', connection)
    .forUpdate()
    .executeTakeFirst();
}
