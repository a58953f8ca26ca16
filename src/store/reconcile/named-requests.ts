import { sql } from 'kysely';
import type { CaseRef, DeliveryState } from '../../domain/delivery.js';
import type { Database } from '../database.js';

/** A request that a CRM names with a case that the bridge does not know. */
export interface NamedRequest {
  readonly request: string;
  /** Of the delivery that makes its case at this connection; null: it is not delivered there. */
  readonly state: DeliveryState | null;
  readonly delivery: string | null;
  /** Its case at this connection that goes on; null: none is known. */
  readonly caseRef: CaseRef | null;
  readonly mergedInto: CaseRef | null;
}

/** @returns by public id; what is no request of the city is not in it. */
export async function namedRequests(
  database: Database,
  { connection, jurisdiction }: { readonly connection: string; readonly jurisdiction: string },
  publicIds: readonly string[],
): Promise<Map<string, NamedRequest>> {
  if (publicIds.length === 0) return new Map();
  const { rows } = await sql<NamedRequest>`
    select r.public_id as request, d.state, d.id as delivery, k.case_ref as "caseRef", k.merged_into as "mergedInto" from bridge.service_request r
      left join bridge.delivery d on d.request_id = r.id and d.connection = ${connection} and d.position = 1
      left join lateral (select c.case_ref, c.merged_into from bridge.crm_case c where c.request_id = r.id and c.connection = ${connection}
        order by c.merged_into is not null, c.case_ref limit 1) k on true
    where r.jurisdiction_id = ${jurisdiction} and r.public_id = any(${[...publicIds]}::text[])`.execute(database);
  return new Map(rows.map((row) => [row.request, row]));
}
