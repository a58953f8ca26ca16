import { sql } from 'kysely';
import type { Database } from './database.js';

/**
 * Steps whose predecessor was settled at the very instant they were written, or by a process that died before it let them go. Looks at every step that
 * waits: for now and then.
 * @returns the connections that got work.
 */
export async function unblockOrphans(database: Database): Promise<string[]> {
  const { rows } = await sql<{ connection: string }>`
    update bridge.delivery next set blocked = false, not_before = now()
    where next.state = 'pending' and next.blocked
      and not exists (select 1 from bridge.delivery earlier where earlier.request_id = next.request_id
        and earlier.connection = next.connection and earlier.position < next.position
        and earlier.state not in ('delivered', 'cancelled'))
    returning next.connection`.execute(database);
  return [...new Set(rows.map(({ connection }) => connection))];
}
