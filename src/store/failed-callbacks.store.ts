import { sql } from 'kysely';
import { writeAudit } from './audit.js';
import type { Database } from './database.js';
import { ActRefused } from './dead-letters/act-refused.js';

/** A message that was not understood. */
export interface FailedCallback {
  readonly id: string;
  readonly connection: string;
  readonly receivedAt: Date;
  readonly attempts: number;
  readonly reason: string;
  /** It was emptied: nothing can be made of it any more. */
  readonly isEmptied: boolean;
}

/** Messages of CRMs that wait for a person. */
export class FailedCallbacksStore {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  async list(limit: number, connection?: string): Promise<FailedCallback[]> {
    const { rows } = await sql<FailedCallback>`
      select id, connection, received_at as "receivedAt", attempts, coalesce(last_error, '') as reason, body is null as "isEmptied"
      from bridge.received_callback
      where state = 'failed' and (${connection ?? null}::text is null or connection = ${connection ?? null})
      order by connection, id limit ${limit}`.execute(this.database);
    return rows;
  }

  /** The body as it came; undefined where there is no such message, or nothing is left of it. */
  async body(id: string): Promise<Buffer | undefined> {
    const { rows } = await sql<{ body: Buffer | null }>`
      select body from bridge.received_callback where state = 'failed' and id = ${id}::bigint`.execute(this.database);
    return rows[0]?.body ?? undefined;
  }

  /** Read anew by the rules as they are now, in the order in which they came. @returns how many. */
  async retry(connection: string, actor: string): Promise<number> {
    return this.database.transaction().execute(async (tx) => {
      const { rows } = await sql`
        update bridge.received_callback set state = 'pending', settled_at = null, not_before = now(), attempts = 0, last_backoff_ms = null,
          received_at = now()
        where state = 'failed' and connection = ${connection} and body is not null returning id`.execute(tx);
      const subject = `connection/${connection}`;
      if (rows.length > 0) await writeAudit(tx, [{ actor, action: 'callbacks.retry', subject, detail: { count: rows.length } }]);
      return rows.length;
    });
  }

  /** Nothing is to be done about it: it is emptied, and known again should it come once more. @throws ActRefused unless it waits. */
  async dismiss(id: string, actor: string, reason: string): Promise<void> {
    await this.database.transaction().execute(async (tx) => {
      const { rows } = await sql<{ connection: string }>`
        update bridge.received_callback set state = 'dismissed', settled_at = now(), body = null, headers = '{}', query = ''
        where state = 'failed' and id = ${id}::bigint returning connection`.execute(tx);
      if (!rows[0]) throw new ActRefused(`no message ${id} waits: callbacks list shows those that do`);
      const detail = { connection: rows[0].connection, reason };
      await writeAudit(tx, [{ actor, action: 'callbacks.dismiss', subject: `callback/${id}`, detail }]);
    });
  }
}
