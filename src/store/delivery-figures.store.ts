import { sql } from 'kysely';
import type { BreakerState, FailureKind } from '../domain/delivery.js';
import type { Database } from './database.js';

/** How one connection stands, for all processes together. */
export interface ConnectionFigures {
  readonly connection: string;
  /** Due, waiting for their time, or in hand. */
  readonly waiting: number;
  /** Could be taken now, and nobody has. */
  readonly due: number;
  /** Later steps, which wait for an earlier one. */
  readonly blocked: number;
  readonly inHand: number;
  readonly unknown: number;
  readonly dead: number;
  /** Of those waiting, since its acceptance; 0: none waits. */
  readonly oldestSeconds: number;
  readonly breaker: BreakerState;
  readonly paused: boolean;
  /** Since the end of the last window that was read whole; absent: never polled. */
  readonly pollSeconds?: number;
}

/** A connection that takes nothing just now. */
export interface ConnectionAway {
  readonly connection: string;
  readonly breaker: BreakerState;
  readonly reasonKind?: FailureKind;
  /** Without secrets and personal data. */
  readonly reasonText?: string;
  readonly openedAt?: Date;
  readonly pausedAt?: Date;
  readonly pausedBy?: string;
}

interface Row {
  readonly connection: string;
  readonly breaker: BreakerState;
  readonly paused: boolean;
  readonly poll_seconds: string | null;
  readonly [figure: string]: unknown;
}

/** A scrape gives up before this; a session that went on would pile up with the next ones. */
const LONGEST_MS = 15_000;

/** Every condition is one of a partial index, word for word. */
export const FIGURES = sql<Row>`
  with waiting as (
      select connection, count(*) as waiting, count(*) filter (where not_before <= now()) as due,
        extract(epoch from now() - min(created_at)) as oldest
      from bridge.delivery where state in ('pending', 'sending') and not blocked group by connection),
    blocked as (
      select connection, count(*) as blocked from bridge.delivery where state = 'pending' and blocked group by connection),
    parked as (
      select connection, count(*) filter (where state = 'unknown') as unknown, count(*) filter (where state = 'dead') as dead
      from bridge.delivery where state in ('unknown', 'dead') group by connection),
    slots as (
      select connection, count(*) as in_hand from bridge.connection_slot where held_by is not null and held_until > now() group by connection),
    named as (
      select connection from bridge.connection_gate union select connection from bridge.sync_cursor
      union select connection from waiting union select connection from blocked union select connection from parked)
  select connection, coalesce(waiting, 0) as waiting, coalesce(due, 0) as due, coalesce(blocked, 0) as blocked, coalesce(in_hand, 0) as in_hand,
    coalesce(unknown, 0) as unknown, coalesce(dead, 0) as dead, greatest(0, coalesce(oldest, 0)) as oldest,
    coalesce(breaker, 'closed') as breaker, paused_at is not null as paused, extract(epoch from now() - cursor_at) as poll_seconds
  from named left join waiting using (connection) left join blocked using (connection) left join parked using (connection)
    left join slots using (connection) left join bridge.connection_gate using (connection) left join bridge.sync_cursor using (connection)
  order by connection`;

/**
 * What metrics and health tell. Everything is read from the partial indexes of what is not done, so that a million reports that are cost nothing;
 * a backlog costs what it is long.
 */
export class DeliveryFiguresStore {
  constructor(private readonly database: Database) {}

  async ofConnections(): Promise<ConnectionFigures[]> {
    const { rows } = await this.database.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = ${sql.lit(LONGEST_MS)}`.execute(tx);
      return FIGURES.execute(tx);
    });
    return rows.map(toFigures);
  }

  /** Those whose breaker is not closed, and those that an operator paused. */
  async away(): Promise<ConnectionAway[]> {
    const rows = await this.database
      .selectFrom('connection_gate')
      .select(['connection', 'breaker', 'reason_kind', 'reason_text', 'opened_at', 'paused_at', 'paused_by'])
      .where((gate) => gate.or([gate('breaker', '<>', 'closed'), gate('paused_at', 'is not', null)]))
      .orderBy('connection')
      .execute();
    return rows.map((row) => ({
      connection: row.connection,
      breaker: row.breaker,
      reasonKind: row.reason_kind ?? undefined,
      reasonText: row.reason_text ?? undefined,
      openedAt: row.opened_at ?? undefined,
      pausedAt: row.paused_at ?? undefined,
      pausedBy: row.paused_by ?? undefined,
    }));
  }
}

function toFigures({ connection, breaker, paused, poll_seconds, ...row }: Row): ConnectionFigures {
  return {
    connection,
    waiting: Number(row['waiting']),
    due: Number(row['due']),
    blocked: Number(row['blocked']),
    inHand: Number(row['in_hand']),
    unknown: Number(row['unknown']),
    dead: Number(row['dead']),
    oldestSeconds: Number(row['oldest']),
    breaker,
    paused,
    pollSeconds: poll_seconds === null ? undefined : Math.max(0, Number(poll_seconds)),
  };
}
