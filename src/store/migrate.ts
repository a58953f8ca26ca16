import { sql } from 'kysely';
import type { Database } from './database.js';
import { firstTables } from './migrations/0001-first-tables.js';
import { media } from './migrations/0006-media.js';
import { deliveryEngine } from './migrations/0007-delivery-engine.js';
import { caseNews } from './migrations/0012-case-news.js';
import { alerts } from './migrations/0008-alerts.js';
import { attention } from './migrations/0021-attention.js';
import { canary } from './migrations/0022-canary.js';
import { callbacks } from './migrations/0018-callbacks.js';
import { fallbacks } from './migrations/0013-fallbacks.js';
import { givenUp } from './migrations/0014-given-up.js';
import { givenUpPushes } from './migrations/0026-given-up-pushes.js';
import { connectionHealth } from './migrations/0024-connection-health.js';
import { pictureBacklog } from './migrations/0025-picture-backlog.js';
import { transfers } from './migrations/0027-transfers.js';
import { catalogue } from './migrations/0015-catalogue.js';
import { imports } from './migrations/0016-imports.js';
import { reconciliation } from './migrations/0020-reconciliation.js';
import { sync } from './migrations/0017-sync.js';
import { traces } from './migrations/0009-traces.js';
import { letters } from './migrations/0010-letters.js';
import { updates } from './migrations/0003-updates.js';
import { limits } from './migrations/0005-limits.js';
import { pushes } from './migrations/0019-pushes.js';
import { reads } from './migrations/0004-reads.js';

/** Forward only. A migration that was released never changes. */
export const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '0001-first-tables', sql: firstTables },
  { name: '0003-updates', sql: updates },
  { name: '0004-reads', sql: reads },
  { name: '0005-limits', sql: limits },
  { name: '0006-media', sql: media },
  { name: '0007-delivery-engine', sql: deliveryEngine },
  { name: '0008-alerts', sql: alerts },
  { name: '0009-traces', sql: traces },
  { name: '0010-letters', sql: letters },
  { name: '0012-case-news', sql: caseNews },
  { name: '0013-fallbacks', sql: fallbacks },
  { name: '0014-given-up', sql: givenUp },
  { name: '0015-catalogue', sql: catalogue },
  { name: '0016-imports', sql: imports },
  { name: '0017-sync', sql: sync },
  { name: '0018-callbacks', sql: callbacks },
  { name: '0019-pushes', sql: pushes },
  { name: '0020-reconciliation', sql: reconciliation },
  { name: '0021-attention', sql: attention },
  { name: '0022-canary', sql: canary },
  { name: '0024-connection-health', sql: connectionHealth },
  { name: '0025-picture-backlog', sql: pictureBacklog },
  { name: '0026-given-up-pushes', sql: givenUpPushes },
  { name: '0027-transfers', sql: transfers },
];

/** Any number that no other program locks on. */
const ADVISORY_LOCK = 3_110_311;

/**
 * Brings the schema up to date in one transaction under an advisory lock, so that processes starting together do not collide.
 * @returns the names of the migrations that were run.
 */
export async function migrate(database: Database): Promise<string[]> {
  return database.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(ADVISORY_LOCK)})`.execute(tx);
    await sql`create schema if not exists bridge`.execute(tx);
    await sql`create table if not exists bridge.migration (name text primary key, run_at timestamptz not null default now())`.execute(
      tx,
    );
    const done = new Set(
      (await sql<{ name: string }>`select name from bridge.migration`.execute(tx)).rows.map((row) => row.name),
    );
    const missing = MIGRATIONS.filter(({ name }) => !done.has(name));
    for (const migration of missing) {
      await sql.raw(migration.sql).execute(tx);
      await sql`insert into bridge.migration (name) values (${migration.name})`.execute(tx);
    }
    return missing.map(({ name }) => name);
  });
}
