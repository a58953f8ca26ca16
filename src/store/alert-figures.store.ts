import { type RawBuilder, sql } from 'kysely';
import type { FailureKind } from '../domain/delivery.js';
import { type RefusedPolls, refusedPolls } from './connection-health.store.js';
import type { Database } from './database.js';

/** A connection whose oldest delivery was accepted then. */
export interface WaitingFigure {
  readonly connection: string;
  readonly oldest: Date;
}

/** Deliveries of one connection that only a person moves on. */
export interface ParkedFigure {
  readonly connection: string;
  readonly state: 'dead' | 'unknown';
  readonly count: number;
  /** When the oldest of them was parked, as far as is known. */
  readonly since: Date;
}

/** A connection whose breaker is not closed, or that an operator paused. */
export interface GateFigure {
  readonly connection: string;
  readonly openedAt?: Date;
  readonly reasonKind?: FailureKind;
  readonly reasonText?: string;
  readonly pausedAt?: Date;
}

/** A list of services that was short, or did not come. */
export interface CatalogueFigure {
  readonly connection: string;
  readonly problem: string;
  readonly since: Date;
}

/** Updates that one subscriber was not told of, and will not be unless somebody says so. */
export interface GivenUpFigure {
  /** `<jurisdiction>/<name>`. */
  readonly subscriber: string;
  readonly count: number;
  /** When the first of them was given up. */
  readonly since: Date;
}

/**
 * So many of a connection's deliveries that are due, and of those that will be tried again, are looked at, whatever the backlog. What is due
 * longest was accepted before that; what failed before waits among those that will be tried again.
 */
const NEXT_IN_LINE = 1000;

/** What the rules of alerts look at. Each is read from a partial index of what is not done, and costs the same with a million reports. */
export class AlertFiguresStore {
  constructor(private readonly database: Database) {}

  async waiting(connections: readonly string[]): Promise<WaitingFigure[]> {
    const { rows } = await sql<WaitingFigure>`
      select c.connection, least(due.oldest, later.oldest) as oldest from unnest(${[...connections]}::text[]) c (connection),
        lateral (${oldestOf(sql`d.not_before <= now()`)}) due, lateral (${oldestOf(sql`d.not_before > now()`)}) later
      where due.oldest is not null or later.oldest is not null`.execute(this.database);
    return rows;
  }

  async parked(): Promise<ParkedFigure[]> {
    const { rows } = await sql<Omit<ParkedFigure, 'count'> & { count: string }>`
      select connection, state, count(*) as count, min(coalesce(settled_at, claimed_at, created_at)) as since
      from bridge.delivery where state in ('unknown', 'dead') group by connection, state`.execute(this.database);
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }

  async gates(): Promise<GateFigure[]> {
    const rows = await this.database
      .selectFrom('connection_gate')
      .select(['connection', 'breaker', 'opened_at', 'reason_kind', 'reason_text', 'paused_at'])
      .where((where) => where.or([where('breaker', '<>', 'closed'), where('paused_at', 'is not', null)]))
      .execute();
    return rows.map(({ connection, breaker, opened_at, reason_kind, reason_text, paused_at }) => ({
      connection,
      openedAt: breaker === 'closed' ? undefined : (opened_at ?? undefined),
      reasonKind: reason_kind ?? undefined,
      reasonText: reason_text ?? undefined,
      pausedAt: paused_at ?? undefined,
    }));
  }

  async refusedPolls(): Promise<RefusedPolls[]> {
    return refusedPolls(this.database);
  }

  async catalogues(): Promise<CatalogueFigure[]> {
    const { rows } = await sql<CatalogueFigure>`
      select connection, problem, problem_at as since from bridge.catalogue_state where problem is not null`.execute(
      this.database,
    );
    return rows;
  }

  async givenUpPushes(): Promise<GivenUpFigure[]> {
    const { rows } = await sql<Omit<GivenUpFigure, 'count'> & { count: string }>`
      select subscriber, count(*) as count, min(settled_at) as since from bridge.update_push
      where state = 'dead' group by subscriber order by subscriber`.execute(this.database);
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }

  /** Jurisdiction id -> its last report. A city without any is not in it. */
  async lastReports(jurisdictions: readonly string[]): Promise<Map<string, Date>> {
    const { rows } = await sql<{ id: string; last: Date }>`
      select j.id, greatest(public.at, private.at) as last from unnest(${[...jurisdictions]}::text[]) j (id)
      left join lateral (select r.requested_at as at from bridge.service_request r
        where r.jurisdiction_id = j.id and not r.private order by r.requested_at desc limit 1) public on true
      left join lateral (select r.requested_at as at from bridge.service_request r
        where r.jurisdiction_id = j.id and r.private and not r.canary order by r.requested_at desc limit 1) private on true
      where public.at is not null or private.at is not null`.execute(this.database);
    return new Map(rows.map(({ id, last }) => [id, last]));
  }
}

function oldestOf(when: RawBuilder<unknown>) {
  return sql`select min(created_at) as oldest from (
    select created_at from bridge.delivery d
    where d.connection = c.connection and d.state in ('pending', 'sending') and not d.blocked and ${when}
    order by d.not_before limit ${NEXT_IN_LINE}) next`;
}
