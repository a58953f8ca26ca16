import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Tx } from './database.js';

/** PostgreSQL's code for a table or sequence that isn't there. */
const UNDEFINED_TABLE = '42P01';
const UNIQUE_VIOLATION = '23505';
/** Any number that no other program locks on. */
const ADVISORY_LOCK = 3_110_312;

/** The sequence that a city's public numbers come from: its own, so that no city learns of another's volume. */
export function numbersOf(jurisdictionId: string): string {
  return `bridge.public_number_${createHash('sha256').update(jurisdictionId).digest('hex').slice(0, 32)}`;
}

/** A city's first report finds no sequence. */
export function hasNoNumbers(error: unknown): boolean {
  return (error as { code?: string }).code === UNDEFINED_TABLE;
}

/** A report's number is the one that an imported request brought along. */
export function isNumberTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === UNIQUE_VIOLATION && constraint === 'service_request_jurisdiction_id_public_id_key';
}

/** Makes a city's sequence, once, also when two processes find it missing together. Reports from when all cities shared one keep their numbers. */
export async function makeNumbers(database: Database, jurisdictionId: string): Promise<void> {
  await database.transaction().execute((tx) => makeNumbersIn(tx, jurisdictionId));
}

/** The same within a transaction. */
export async function makeNumbersIn(tx: Tx, jurisdictionId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(ADVISORY_LOCK)})`.execute(tx);
  const { rows } = await sql<{ first: string }>`
    select case when exists (select 1 from bridge.service_request where jurisdiction_id = ${jurisdictionId})
      then nextval('bridge.public_number') else 1 end as first`.execute(tx);
  await sql`create sequence if not exists ${sql.raw(numbersOf(jurisdictionId))} start with ${sql.lit(Number(rows[0]!.first))}`.execute(
    tx,
  );
}
