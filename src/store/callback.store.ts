import { sql } from 'kysely';
import type { Database } from './database.js';

/** A message that proved itself and can be read. */
export interface NewCallback {
  readonly connection: string;
  readonly messageId?: string;
  readonly signedAt?: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly body: Buffer;
}

/** `repeated`: sent again by whoever sent it first; `replayed`: the very same attempt again, which nobody sends twice. */
export type Keeping = 'kept' | 'repeated' | 'replayed';

/** A message in hand. */
export interface ClaimedCallback {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly body: Buffer;
  /** This one counted. */
  readonly attempts: number;
  readonly lastBackoffMs?: number;
  readonly receivedAt: Date;
}

interface ClaimedRow {
  readonly id: string;
  readonly headers: Record<string, string>;
  readonly query: string;
  readonly body: Buffer;
  readonly attempts: number;
  readonly last_backoff_ms: number | null;
  readonly received_at: Date;
}

/** What CRMs sent by themselves, until it is applied. */
export class CallbackStore {
  constructor(private readonly database: Database) {}

  /** Committed when it resolves. */
  async keep({ connection, messageId, signedAt, headers, query, body }: NewCallback): Promise<Keeping> {
    const { rows } = await sql`
      insert into bridge.received_callback (connection, message_id, signed_at, headers, query, body)
      values (${connection}, ${messageId ?? null}, ${signedAt ?? null}::timestamptz, ${JSON.stringify(headers)}::jsonb, ${query}, ${body})
      on conflict (connection, message_id) do nothing returning id`.execute(this.database);
    if (rows.length === 1) return 'kept';
    const first = await this.database
      .selectFrom('received_callback')
      .select('signed_at')
      .where('connection', '=', connection)
      .where('message_id', '=', messageId!)
      .executeTakeFirst();
    return signedAt && first?.signed_at?.getTime() === signedAt.getTime() ? 'replayed' : 'repeated';
  }

  /** Connections, of these, that have messages for which it is time. */
  async due(connections: readonly string[]): Promise<string[]> {
    const { rows } = await sql<{ connection: string }>`
      select connection from unnest(${connections}::text[]) as connection where exists (
        select 1 from bridge.received_callback c where c.connection = connection and state = 'pending' and not_before <= now())`.execute(
      this.database,
    );
    return rows.map(({ connection }) => connection);
  }

  /**
   * The oldest that are due, for one process: as long as it has any in hand, no other gets of the same connection, so that they are applied in the
   * order in which they came. A lease that ran out is nobody's, and what this owner still has is left over from a try that was cut off.
   */
  async claim(connection: string, owner: string, limit: number, leaseMs: number): Promise<ClaimedCallback[]> {
    const { rows } = await this.database.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`callbacks of ${connection}`}, 0))`.execute(tx);
      return sql<ClaimedRow>`
        update bridge.received_callback c set attempts = attempts + 1, claimed_by = ${owner},
          not_before = now() + ${leaseMs} * interval '1 millisecond'
        where id in (
          select id from bridge.received_callback where connection = ${connection} and state = 'pending' and (not_before <= now() or claimed_by = ${owner})
            and not exists (select 1 from bridge.received_callback held where held.connection = ${connection} and held.state = 'pending'
              and held.claimed_by <> ${owner} and held.not_before > now())
          order by id limit ${limit} for update skip locked)
        returning id, headers, query, body, attempts, last_backoff_ms, received_at`.execute(tx);
    });
    const claimed = rows.map((row) => ({
      id: row.id,
      headers: row.headers,
      query: row.query,
      body: row.body,
      attempts: row.attempts,
      lastBackoffMs: row.last_backoff_ms ?? undefined,
      receivedAt: row.received_at,
    }));
    return claimed.sort((a, b) => Number(a.id) - Number(b.id));
  }

  /** Done: emptied, as what it said stands elsewhere now. @param changes that it told. */
  async applied(ids: readonly string[], owner: string, changes: ReadonlyMap<string, number>): Promise<void> {
    await sql`
      update bridge.received_callback c set state = 'applied', settled_at = now(), claimed_by = null, last_error = null, body = null,
        headers = '{}', query = '', changes = done.changes
      from unnest(${ids}::bigint[], ${ids.map((id) => changes.get(id) ?? 0)}::int[]) as done (id, changes)
      where c.id = done.id and c.claimed_by = ${owner} and c.state = 'pending'`.execute(this.database);
  }

  async postpone(id: string, owner: string, reason: string, pauseMs: number): Promise<void> {
    await sql`
      update bridge.received_callback set claimed_by = null, last_error = ${reason}, last_backoff_ms = ${pauseMs},
        not_before = now() + ${pauseMs} * interval '1 millisecond'
      where id = ${id} and claimed_by = ${owner} and state = 'pending'`.execute(this.database);
  }

  /** For a person; the others go on. */
  async fail(id: string, owner: string, reason: string): Promise<void> {
    await sql`
      update bridge.received_callback set state = 'failed', settled_at = now(), claimed_by = null, last_error = ${reason}
      where id = ${id} and claimed_by = ${owner} and state = 'pending'`.execute(this.database);
  }

  /** What is in hand goes back, and counts as not tried. */
  async handBack(owner: string): Promise<void> {
    await sql`
      update bridge.received_callback set claimed_by = null, not_before = now(), attempts = greatest(0, attempts - 1)
      where state = 'pending' and claimed_by = ${owner}`.execute(this.database);
  }

  /** Settled ones go, a piece at a time. @returns how many went. */
  async prune(connection: string, settledBefore: Date, limit: number): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from bridge.received_callback where id in (
        select id from bridge.received_callback where connection = ${connection} and state <> 'pending' and settled_at < ${settledBefore}
        limit ${limit})`.execute(this.database);
    return Number(numAffectedRows ?? 0);
  }
}
