import { sql } from 'kysely';
import type { Database } from '../../../src/store/database.js';

export interface OpenCase {
  /** Id of the connection; what stands before its last slash is the city. */
  readonly connection: string;
  /** Of the case, and of its request. */
  readonly caseRef: string;
}

/** Requests and their cases, as if delivered long ago. The database has an api client. */
export async function seedOpenCases(database: Database, cases: readonly OpenCase[]): Promise<void> {
  const given = sql`
    unnest(${cases.map(({ connection }) => connection)}::text[], ${cases.map(({ caseRef }) => caseRef)}::text[]) as c (connection, case_ref)`;
  await sql`
    insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, attributes, status, detailed_status, private,
      requested_at, updated_at, api_client_id)
    select regexp_replace(connection, '/[^/]*$', ''), case_ref, 'POTHOLE', 'Pothole', 'realtime', '[]', 'open', 'open', false,
      timestamptz '2026-01-01', timestamptz '2026-01-01', (select id from bridge.api_client limit 1)
    from ${given}`.execute(database);
  await sql`
    insert into bridge.crm_case (connection, case_ref, request_id, created_at)
    select connection, case_ref, r.id, now() from ${given} join bridge.service_request r on r.public_id = c.case_ref`.execute(
    database,
  );
  await sql`
    insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
    select gen_random_uuid(), r.id, connection, 'create_case', 1, 'required', 'delivered', 1, 1, now(), now()
    from ${given} join bridge.service_request r on r.public_id = c.case_ref`.execute(database);
  await sql`analyze`.execute(database);
}
