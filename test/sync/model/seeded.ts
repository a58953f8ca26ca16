import { sql } from 'kysely';
import type { Database } from '../../../src/store/database.js';

export const CITY = 'riverton.example';
const CASES = 3;

export const caseRefsOf = (history: number): string[] => Array.from({ length: CASES }, (_none, at) => `${history}-${at}`);

/** Requests and their cases of so many histories, each at a connection of its own. */
export async function seedHistories(database: Database, first: number, count: number): Promise<void> {
  const cases = sql`
    select h, k, ${CITY}::text || '/h' || h as connection, h || '-' || k as case_ref
    from generate_series(${first}::int, ${first + count - 1}::int) h, generate_series(0, ${CASES - 1}::int) k`;
  await sql`
    insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, attributes, status, detailed_status, private,
      requested_at, updated_at, api_client_id)
    select ${CITY}::text, case_ref, 'POTHOLE', 'Pothole', 'realtime', '[]', 'open', 'open', false, timestamptz '2026-01-01', timestamptz '2026-01-01',
      (select id from bridge.api_client limit 1)
    from (${cases}) c`.execute(database);
  await sql`
    insert into bridge.crm_case (connection, case_ref, request_id, created_at)
    select connection, case_ref, r.id, now() from (${cases}) c join bridge.service_request r on r.public_id = c.case_ref`.execute(
    database,
  );
  await sql`
    insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
    select gen_random_uuid(), r.id, connection, 'create_case', 1, 'required', 'delivered', 1, 1, now(), now()
    from (${cases}) c join bridge.service_request r on r.public_id = c.case_ref`.execute(database);
  await sql`analyze`.execute(database);
}
