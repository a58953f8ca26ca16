import { sql } from 'kysely';
import type { Tx } from '../database.js';
import type { ImportedRequest, ImportTarget } from './imported-request.js';
import { rowOf } from './insert-imported.js';

/**
 * What has changed there since the last run. A request of which a CRM has told since, or that was erased, stays as it is here.
 * @returns the ids there of those that were changed.
 */
export async function updateImported(tx: Tx, target: ImportTarget, requests: readonly ImportedRequest[]): Promise<Set<string>> {
  if (requests.length === 0) return new Set();
  const rows = requests.map((each) => rowOf(each, target));
  const { rows: changed } = await sql<{ source_id: string }>`
    with given as (
      select g.*, i.request_id from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (${COLUMNS})
      join bridge.imported_request i on i.jurisdiction_id = ${target.jurisdictionId} and i.source = ${target.source} and i.source_id = g.source_id),
    seen as (
      update bridge.imported_request i set digest = g.digest from given g where i.request_id = g.request_id and i.source = ${target.source}
      returning i.source_id)
    update bridge.service_request r set service_code = g.service_code, service_name = g.service_name, service_group = g.service_group,
      description = g.description, lat = g.lat, long = g.long, address = g.address, address_id = g.address_id, zipcode = g.zipcode,
      attributes = g.attributes, status = g.status, detailed_status = g.detailed_status, status_notes = g.status_notes, agency_responsible = g.agency,
      service_notice = g.notice, private = g.private, requested_at = g.requested_at, updated_at = g.updated_at, expected_at = g.expected_at
    from given g
    where r.id = g.request_id and r.erased_at is null
      and not exists (select 1 from bridge.crm_case c where c.request_id = r.id and c.news is not null)
    returning g.source_id`.execute(tx);
  return new Set(changed.map(({ source_id }) => source_id));
}

/** Of `rowOf`, without what only a new one needs. */
const COLUMNS = sql.raw(
  `source_id text, digest text, service_code text, service_name text, service_group text, description text, lat float8, long float8, address text,
   address_id text, zipcode text, attributes jsonb, status text, detailed_status text, status_notes text, agency text, notice text, private bool,
   requested_at timestamptz, updated_at timestamptz, expected_at timestamptz`,
);
