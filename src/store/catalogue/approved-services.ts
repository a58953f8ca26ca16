import { sql } from 'kysely';
import type { CatalogueService, Pins } from '../../domain/catalogue.js';
import type { Database, Tx } from '../database.js';

/** Keeps other processes from the services of a connection until the transaction is over. */
export async function lockState(tx: Tx, connection: string): Promise<void> {
  await sql`insert into bridge.catalogue_state (connection) values (${connection}) on conflict do nothing`.execute(tx);
  await sql`select 1 from bridge.catalogue_state where connection = ${connection} for update`.execute(tx);
}

/** The services of a connection are others from now on. */
export async function bump(tx: Tx, connection: string, isSolved: boolean): Promise<void> {
  await sql`update bridge.catalogue_state set version = version + 1, problem = case when ${isSolved}::bool then null else problem end,
    problem_at = case when ${isSolved}::bool then null else problem_at end where connection = ${connection}`.execute(tx);
}

/** What is approved and not gone. */
export async function approved(tx: Tx, connection: string): Promise<CatalogueService[]> {
  const { rows } = await sql<{ definition: CatalogueService }>`
    select definition from bridge.catalogue_service where connection = ${connection} and gone_at is null order by position, code`.execute(
    tx,
  );
  return rows.map(({ definition }) => definition);
}

export async function writeServices(tx: Tx, connection: string, services: readonly CatalogueService[]): Promise<void> {
  const rows = services.map((definition, position) => ({ code: definition.code, position, definition }));
  await sql`
    insert into bridge.catalogue_service as s (connection, code, position, definition, approved_at)
    select ${connection}, g.code, g.position, g.definition, now() from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as g (code text, position int, definition jsonb)
    on conflict (connection, code) do update set position = excluded.position, definition = excluded.definition, gone_at = null,
      approved_at = case when s.definition = excluded.definition and s.gone_at is null then s.approved_at else excluded.approved_at end`.execute(
    tx,
  );
}

/** What the city set itself, by `placeOf`. */
export async function pinsOf(database: Database | Tx, connections: readonly string[]): Promise<Map<string, Pins>> {
  const { rows } = await sql<{ connection: string; code: string; field: string; value: unknown }>`
    select connection, code, field, value from bridge.catalogue_pin where connection = any(${[...connections]}::text[])`.execute(
    database,
  );
  const pins = new Map<string, Record<string, unknown>>();
  for (const { connection, code, field, value } of rows) {
    const place = placeOf(connection, code);
    pins.set(place, { ...pins.get(place), [field]: value });
  }
  return pins;
}

export const placeOf = (connection: string, code: string) => JSON.stringify([connection, code]);
