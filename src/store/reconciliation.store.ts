import { sql } from 'kysely';
import type { ReconciledSpan } from '../domain/reconciliation.js';
import type { Database } from './database.js';
import { stillMine } from './sync/lease.js';

/** What a comparison found. */
export interface ReconciledResult {
  readonly connection: string;
  readonly span: ReconciledSpan;
  /** Kind -> how many. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** A run that failed is made again after so many hours. */
const AGAIN_HOURS = 1;

/** When connections are compared by themselves, and what came of it last. */
export class ReconciliationStore {
  constructor(private readonly database: Database) {}

  /** @returns true for one caller each time. */
  async isTime(connection: string, everyHours: number): Promise<boolean> {
    const { rows } = await sql`
      insert into bridge.reconciliation as s (connection, next_at) values (${connection}, now() + ${everyHours}::float8 * interval '1 hour')
      on conflict (connection) do update set next_at = excluded.next_at where s.next_at is null or s.next_at <= now()
      returning connection`.execute(this.database);
    return rows.length === 1;
  }

  /** Of the schedule. @throws LeaseLost when another process has the connection. */
  async record(result: ReconciledResult, fence: number): Promise<void> {
    await this.database.transaction().execute(async (tx) => {
      await stillMine(tx, result.connection, fence);
      await sql`update bridge.reconciliation r set ${written(result)} where r.connection = ${result.connection}`.execute(tx);
    });
  }

  /** By hand: counts where it looked at all that the last one of the schedule did. */
  async recordByHand(result: ReconciledResult): Promise<void> {
    const { connection, span } = result;
    await sql`
      update bridge.reconciliation r set ${written(result)}
      where r.connection = ${connection} and r.from_at >= ${span.from} and r.to_at <= ${span.to}`.execute(this.database);
  }

  async failed(connection: string, reason: string): Promise<void> {
    await sql`
      update bridge.reconciliation set last_error = ${reason}, next_at = least(next_at, now() + ${AGAIN_HOURS} * interval '1 hour')
      where connection = ${connection}`.execute(this.database);
  }
}

function written({ span, kinds }: ReconciledResult) {
  const count = Object.values(kinds).reduce((sum, each) => sum + each, 0);
  return sql`from_at = ${span.from}, to_at = ${span.to}, finished_at = now(), differences = ${count}, kinds = ${JSON.stringify(kinds)}::jsonb,
    differing_since = case when ${count}::int > 0 then coalesce(r.differing_since, now()) end, last_error = null`;
}
