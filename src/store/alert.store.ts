import { sql } from 'kysely';
import type { Alert, AlertBody } from '../domain/alert.js';
import type { Database, Tx } from './database.js';
import { type AlertRow, toAlert } from './alert-row.js';

/** A message for one channel. `id` is what the receiver knows it by. */
export interface NewAlertMessage {
  readonly id: string;
  readonly alertKey: string;
  readonly channel: string;
  readonly body: AlertBody;
}

export interface AlertChanges {
  readonly alerts: readonly Alert[];
  readonly messages: readonly NewAlertMessage[];
}

const LEASE = 'alerts';

/** What a person was told, and who of several processes looks. */
export class AlertStore {
  constructor(private readonly database: Database) {}

  /** Only one process looks at a time; another takes over when the lease runs out. @returns false when one has it. */
  async lease(owner: string, leaseMs: number): Promise<boolean> {
    const { rows } = await sql`
      insert into bridge.alert_lease as l (name, owner, held_until)
      values (${LEASE}, ${owner}, now() + ${leaseMs} * interval '1 millisecond')
      on conflict (name) do update set owner = excluded.owner, held_until = excluded.held_until
        where l.owner = ${owner} or l.held_until < now()
      returning name`.execute(this.database);
    return rows.length === 1;
  }

  /** Another process need not wait for the end of the lease. */
  async release(owner: string): Promise<void> {
    await sql`delete from bridge.alert_lease where name = ${LEASE} and owner = ${owner}`.execute(this.database);
  }

  /**
   * One transaction: what is raised, what the caller makes of it, and the messages that tell of it.
   * @returns undefined when the lease is another's by now; nothing is written then.
   */
  async change<C extends AlertChanges>(owner: string, decide: (raised: Alert[]) => C): Promise<C | undefined> {
    return this.database.transaction().execute(async (tx) => {
      const { rows } = await sql`
        select name from bridge.alert_lease where name = ${LEASE} and owner = ${owner} and held_until > now() for update`.execute(
        tx,
      );
      if (rows.length === 0) return undefined;
      const changes = decide(await read(tx, 'raised'));
      for (const alert of changes.alerts) await writeAlert(tx, alert);
      for (const message of changes.messages) await writeMessage(tx, message);
      return changes;
    });
  }

  /** Oldest first. */
  raised(): Promise<Alert[]> {
    return read(this.database, 'raised');
  }

  /** Those cleared last first. */
  cleared(limit: number): Promise<Alert[]> {
    return read(this.database, 'cleared', limit);
  }
}

async function read(database: Database | Tx, state: Alert['state'], limit?: number): Promise<Alert[]> {
  const order = state === 'raised' ? sql`since, key` : sql`cleared_at desc, key`;
  const { rows } = await sql<AlertRow>`
    select * from bridge.alert where state = ${state} order by ${order} limit ${limit ?? null}::int`.execute(database);
  return rows.map(toAlert);
}

async function writeAlert(tx: Tx, alert: Alert): Promise<void> {
  const values = {
    rule: alert.rule,
    subject: alert.subject,
    state: alert.state,
    since: alert.since,
    last_value: alert.lastValue,
    text: alert.text,
    last_sent_at: alert.lastSentAt,
    sent_count: alert.sentCount,
    fine_since: alert.fineSince ?? null,
    cleared_at: alert.clearedAt ?? null,
  };
  await tx
    .insertInto('alert')
    .values({ key: alert.key, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute();
}

async function writeMessage(tx: Tx, { id, alertKey, channel, body }: NewAlertMessage): Promise<void> {
  await tx
    .insertInto('alert_message')
    .values({ id, alert_key: alertKey, channel, body: JSON.stringify(body) })
    .execute();
}
