import { sql } from 'kysely';
import type { AlertBody } from '../domain/alert.js';
import type { Database } from './database.js';

/** A message on its way to one channel. */
export interface AlertMessage {
  readonly id: string;
  readonly alertKey: string;
  readonly channel: string;
  readonly body: AlertBody;
  /** So often it was tried. */
  readonly attempts: number;
  readonly createdAt: Date;
}

interface MessageRow {
  readonly id: string;
  readonly alert_key: string;
  readonly channel: string;
  readonly body: AlertBody;
  readonly attempts: number;
  readonly created_at: Date;
}

/** Messages about alerts that must still be sent. Whoever holds the lease of the alerts sends them. */
export class AlertMessageStore {
  constructor(private readonly database: Database) {}

  /** In the order in which they were written: one waits while an earlier one of the same alert has not reached the same channel. */
  async due(limit: number): Promise<AlertMessage[]> {
    const { rows } = await sql<MessageRow>`
      select id, alert_key, channel, body, attempts, created_at from bridge.alert_message m
      where state = 'pending' and not_before <= now() and not exists (select 1 from bridge.alert_message earlier
        where earlier.state = 'pending' and earlier.alert_key = m.alert_key and earlier.channel = m.channel and earlier.position < m.position)
      order by position limit ${limit}`.execute(this.database);
    return rows.map((row) => ({
      id: row.id,
      alertKey: row.alert_key,
      channel: row.channel,
      body: row.body,
      attempts: row.attempts,
      createdAt: row.created_at,
    }));
  }

  async sent(id: string): Promise<void> {
    await sql`update bridge.alert_message set state = 'sent', attempts = attempts + 1, last_error = null, settled_at = now()
      where id = ${id} and state = 'pending'`.execute(this.database);
  }

  async postpone(id: string, reason: string, pauseMs: number): Promise<void> {
    await sql`update bridge.alert_message set attempts = attempts + 1, last_error = ${reason},
      not_before = now() + ${pauseMs} * interval '1 millisecond' where id = ${id} and state = 'pending'`.execute(this.database);
  }

  async giveUp(id: string, reason: string): Promise<void> {
    await sql`update bridge.alert_message set state = 'given up', last_error = ${reason}, settled_at = now()
      where id = ${id} and state = 'pending'`.execute(this.database);
  }

  /** What is long settled goes. */
  async forget(settledBefore: Date): Promise<void> {
    await sql`delete from bridge.alert_message where state <> 'pending' and settled_at < ${settledBefore}`.execute(this.database);
  }
}
