import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { CASE_POSITION } from '../../domain/delivery.js';
import { numberPlace } from '../../domain/public-id.js';
import type { Tx } from '../database.js';
import { numbersOf } from '../public-numbers.js';
import { digestOf } from './digest.js';
import type { ImportedRequest, ImportTarget } from './imported-request.js';

/**
 * Requests, what they are known by there, pictures and cases in one statement. A case that is known already stands in the lane as delivered: nothing is sent for
 * it, and what residents write later goes to it.
 * @returns the ids there of those that were inserted; of the others the public id is taken.
 */
export async function insertImported(tx: Tx, target: ImportTarget, requests: readonly ImportedRequest[]): Promise<Set<string>> {
  if (requests.length === 0) return new Set();
  const { jurisdictionId, source, connection } = target;
  const rows = requests.map((each) => rowOf(each, target));
  const { rows: kept } = await sql<{ source_id: string }>`
    with given as (
      select g.*, coalesce(g.public_id, (select g.id_before || lpad(n, greatest(g.id_width, length(n)), '0') || g.id_after
        from (select nextval(${numbersOf(jurisdictionId)}::regclass)::text as n where g.public_id is null) numbered)) as final_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (${COLUMNS})),
    request as (
      insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, service_group, description, lat, long,
        address, address_id, zipcode, attributes, status, detailed_status, status_notes, agency_responsible, service_notice, private, requested_at, updated_at,
        expected_at)
      select ${jurisdictionId}, final_id, service_code, service_name, 'realtime', service_group, description, lat, long, address, address_id, zipcode,
        attributes, status, detailed_status, status_notes, agency, notice, private, requested_at, updated_at, expected_at from given
      on conflict (jurisdiction_id, public_id) do nothing returning id, public_id),
    known as (
      insert into bridge.imported_request (jurisdiction_id, source, source_id, request_id, digest)
      select ${jurisdictionId}, ${source}, g.source_id, r.id, g.digest from given g join request r on r.public_id = g.final_id
      returning source_id, request_id),
    picture as (
      insert into bridge.media (request_id, position, source, source_url, token, state, is_backlog, created_at)
      select k.request_id, p.position, 'url', p.url, p.token, 'waiting', true, now()
      from known k join given g using (source_id), jsonb_to_recordset(g.pictures) as p (position int, url text, token text)),
    crm_case as (
      insert into bridge.crm_case (connection, case_ref, request_id, created_at, ask_rank, ask_at)
      select ${connection ?? ''}, g.case_ref, k.request_id, now(), 1, case when g.status = 'open' then now() end from known k join given g using (source_id) where g.case_ref is not null),
    step as (
      insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, settled_at)
      select g.delivery_id, k.request_id, ${connection ?? ''}, 'create_case', ${CASE_POSITION}::int, 'required', 'delivered', 0, 0, now(), now(), now()
      from known k join given g using (source_id) where g.case_ref is not null)
    select source_id from known`.execute(tx);
  return new Set(kept.map(({ source_id }) => source_id));
}

/** Names and types are those of `rowOf`. */
const COLUMNS = sql.raw(
  `source_id text, digest text, public_id text, id_before text, id_width int, id_after text, service_code text, service_name text, service_group text,
   description text, lat float8, long float8, address text, address_id text, zipcode text, attributes jsonb, status text, detailed_status text,
   status_notes text, agency text, notice text, private bool, requested_at timestamptz, updated_at timestamptz, expected_at timestamptz, pictures jsonb,
   case_ref text, delivery_id uuid`,
);

/** The columns of `jsonb_to_recordset` by their names. */
export function rowOf(request: ImportedRequest, { publicIdPattern, timeZone }: ImportTarget) {
  const { before, width, after } = numberPlace(publicIdPattern, request.requestedAt, timeZone);
  return {
    source_id: request.sourceId,
    digest: digestOf(request),
    public_id: request.publicId,
    id_before: before,
    id_width: width,
    id_after: after,
    service_code: request.serviceCode,
    service_name: request.serviceName,
    service_group: request.group,
    description: request.description,
    lat: request.point?.lat,
    long: request.point?.long,
    address: request.address,
    address_id: request.addressId,
    zipcode: request.zipcode,
    attributes: request.attributes,
    status: request.status,
    detailed_status: request.detailedStatus,
    status_notes: request.statusNotes,
    agency: request.agency,
    notice: request.notice,
    private: request.private,
    requested_at: request.requestedAt,
    updated_at: request.updatedAt,
    expected_at: request.expectedAt,
    pictures: request.mediaUrls.map((url, position) => ({ url, position, token: randomBytes(20).toString('hex') })),
    case_ref: request.caseRef,
    delivery_id: randomUUID(),
  };
}
