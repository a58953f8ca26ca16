import { sql } from 'kysely';
import type { Database, Tx } from '../database.js';

/** Another process polls the connection now: nothing that this one has in hand may be written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor(connection: string) {
    super(`another process polls ${connection} now`);
  }
}

export interface LeaseClaim {
  /** What it is a lease of; absent: polling. */
  readonly table?: 'sync_cursor' | 'canary_lease';
  readonly connection: string;
  readonly owner: string;
  readonly leaseMs: number;
}

/**
 * Only one process sees to a connection at a time; another takes over when the lease runs out.
 * @returns the number to write under, which grows with every owner; undefined when another process has the lease.
 */
export async function leaseConnection(
  database: Database,
  { table = 'sync_cursor', connection, owner, leaseMs }: LeaseClaim,
): Promise<number | undefined> {
  const { rows } = await sql<{ fence: number }>`
    insert into ${sql.table(`bridge.${table}`)} as c (connection, lease_owner, lease_until, fence)
    values (${connection}, ${owner}, now() + ${leaseMs} * interval '1 millisecond', 1)
    on conflict (connection) do update set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until,
      fence = case when c.lease_owner = ${owner} then c.fence else c.fence + 1 end
      where c.lease_owner = ${owner} or c.lease_until is null or c.lease_until < now()
    returning fence`.execute(database);
  return rows[0]?.fence;
}

/** Holds others off until the transaction ends. @throws LeaseLost */
export async function stillMine(tx: Tx, connection: string, fence: number): Promise<void> {
  const { rows } = await sql`
    select 1 from bridge.sync_cursor where connection = ${connection} and fence = ${fence} for share`.execute(tx);
  if (rows.length === 0) throw new LeaseLost(connection);
}
