import { sql } from 'kysely';
import type { Database } from './database.js';

/** An update on its way to one subscriber. */
export interface Push {
  readonly id: string;
  /** The update's row. */
  readonly updateId: string;
  /** Before this one. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/** Updates that subscribers must still be told of. */
export class PushStore {
  constructor(private readonly database: Database) {}

  /** From now on: what was public before is nobody's news. */
  async ensure(subscribers: readonly string[]): Promise<void> {
    await sql`insert into bridge.push_subscriber (subscriber) select unnest(${subscribers}::text[])
      on conflict (subscriber) do nothing`.execute(this.database);
  }

  /** One process at a time sees to a subscriber; another takes over when the lease runs out. @returns the last pause; undefined: it is not its turn. */
  async lease(subscriber: string, owner: string, leaseMs: number): Promise<{ readonly lastBackoffMs?: number } | undefined> {
    const { rows } = await sql<{ last_backoff_ms: number | null }>`
      update bridge.push_subscriber set lease_owner = ${owner}, lease_until = now() + ${leaseMs} * interval '1 millisecond'
      where subscriber = ${subscriber} and not_before <= now() and (lease_owner = ${owner} or lease_until is null or lease_until < now())
      returning last_backoff_ms`.execute(this.database);
    return rows[0] && { lastBackoffMs: rows[0].last_backoff_ms ?? undefined };
  }

  /** Notes what became public since the last time. Updates are shown only once all up to that moment are committed (ADR 7), so none is passed by. */
  async feed(subscriber: string, jurisdictionId: string, limit: number): Promise<void> {
    await sql`
      with place as (select cursor_at, cursor_id from bridge.push_subscriber where subscriber = ${subscriber} for update),
        news as (
          select u.id, u.request_id, u.available_at, r.private from bridge.request_update u join bridge.service_request r on r.id = u.request_id, place
          where u.jurisdiction_id = ${jurisdictionId} and u.available_at <= now() and u.available_at >= place.cursor_at
            and (u.available_at, u.id) > (place.cursor_at, place.cursor_id)
          order by u.available_at, u.id limit ${limit}),
        noted as (
          insert into bridge.update_push (subscriber, update_id, request_id)
          select ${subscriber}, id, request_id from news where not private order by available_at, id on conflict (subscriber, update_id) do nothing),
        last as (select available_at, id from news order by available_at desc, id desc limit 1)
      update bridge.push_subscriber s set cursor_at = last.available_at, cursor_id = last.id from last where s.subscriber = ${subscriber}`.execute(
      this.database,
    );
  }

  /** The oldest, at most one of each request: later ones wait for it. */
  async due(subscriber: string, limit: number): Promise<Push[]> {
    const { rows } = await sql<Push>`
      select p.id, p.update_id as "updateId", p.attempts, p.created_at as "createdAt" from bridge.update_push p
      where p.subscriber = ${subscriber} and p.state = 'pending' and not exists (
        select 1 from bridge.update_push earlier where earlier.subscriber = p.subscriber and earlier.request_id = p.request_id
          and earlier.state = 'pending' and earlier.id < p.id)
      order by p.id limit ${limit}`.execute(this.database);
    return rows;
  }

  /** The receiver answered: it is well. */
  async settle(subscriber: string, id: string, state: 'sent' | 'dead', reason?: string): Promise<void> {
    await sql`
      with well as (update bridge.push_subscriber set last_backoff_ms = null, last_error = null where subscriber = ${subscriber} and last_error is not null)
      update bridge.update_push set state = ${state}, attempts = attempts + 1, last_error = ${reason ?? null}, settled_at = now()
      where id = ${id} and state = 'pending'`.execute(this.database);
  }

  /** It, and all that is for the same receiver, waits. */
  async postpone(subscriber: string, id: string, reason: string, pauseMs: number): Promise<void> {
    await sql`
      with away as (update bridge.push_subscriber set not_before = now() + ${pauseMs} * interval '1 millisecond', last_backoff_ms = ${pauseMs},
        last_error = ${reason} where subscriber = ${subscriber})
      update bridge.update_push set attempts = attempts + 1, last_error = ${reason} where id = ${id} and state = 'pending'`.execute(
      this.database,
    );
  }

  async release(owner: string): Promise<void> {
    await sql`update bridge.push_subscriber set lease_until = null, lease_owner = null where lease_owner = ${owner}`.execute(
      this.database,
    );
  }

  /** What is long settled goes. */
  async forget(settledBefore: Date): Promise<void> {
    await sql`delete from bridge.update_push where state <> 'pending' and settled_at < ${settledBefore}`.execute(this.database);
  }
}
