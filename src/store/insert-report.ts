import { type RawBuilder, sql } from 'kysely';
import { CASE_POSITION } from '../domain/delivery.js';
import { PERSONAL_FIELDS } from '../domain/personal-data.js';
import type { Reporter } from '../domain/service-request.js';
import { numberPlace } from '../domain/public-id.js';
import type { Database } from './database.js';
import type { NewReport } from './new-report.js';
import { OFTEN } from './preparing-client.js';
import { numbersOf } from './public-numbers.js';

/** What a report gets when it is kept. */
export interface Minted {
  readonly token?: string;
  readonly idempotencyHash?: Buffer;
  readonly deliveries: readonly { readonly id: string; readonly connection: string; readonly role: 'required' | 'copy' }[];
}

/**
 * Request, reporter, media and deliveries in one statement: the round trips of a transaction cost more than the inserts.
 * @returns the public id; undefined when the client's idempotency key is taken, and then nothing was inserted.
 */
export async function insertReport(database: Database, report: NewReport, minted: Minted): Promise<string | undefined> {
  const { rows } = await sql<{ public_id: string }>`${OFTEN}
    with numbered as (select nextval(${numbersOf(report.jurisdictionId)}::regclass)::text as n),
      request as (${insertRequest(report, minted)}),
      person as (${insertReporter(report)}),
      picture as (${insertMedia(report)}),
      step as (${insertDeliveries(report, minted)})
    select public_id from request`.execute(database);
  return rows[0]?.public_id;
}

function insertRequest(report: NewReport, { token, idempotencyHash }: Minted): RawBuilder<unknown> {
  const { before, width, after } = numberPlace(report.publicIdPattern, report.requestedAt, report.timeZone);
  const now = sql`${report.requestedAt}::timestamptz`;
  return sql`
    insert into bridge.service_request (jurisdiction_id, public_id, token, service_code, service_name, service_type, service_group,
      description, lat, long, address, address_id, attributes, status, detailed_status,
      agency_responsible, service_notice, private, requested_at, updated_at, expected_at, api_client_id, idempotency_hash)
    select ${report.jurisdictionId}, ${before}::text || lpad(n, greatest(${width}::int, length(n)), '0') || ${after}::text,
      ${token ?? null}, ${report.serviceCode}, ${report.serviceName}, ${report.serviceType}, ${report.group ?? null},
      ${report.description ?? null}, ${report.point?.lat ?? null}::float8, ${report.point?.long ?? null}::float8,
      ${report.address ?? null}, ${report.addressId ?? null}, ${JSON.stringify(report.attributes)}::jsonb, 'open', 'open',
      ${report.agency ?? null}, ${report.notice ?? null}, ${report.private}::bool, ${now}, ${now},
      ${report.expectedAt ?? null}::timestamptz,      ${report.apiClientId}::uuid, ${idempotencyHash ?? null}::bytea
    from numbered
    on conflict (api_client_id, jurisdiction_id, idempotency_hash) where idempotency_hash is not null do nothing
    returning id, public_id`;
}

function insertReporter({ reporter }: NewReport): RawBuilder<unknown> {
  const fields = Object.values(PERSONAL_FIELDS);
  const values = Object.keys(PERSONAL_FIELDS).map((key) => reporter[key as keyof Reporter] ?? null);
  return sql`
    insert into bridge.reporter (request_id, ${sql.join(fields.map((field) => sql.ref(field)))})
    select id, ${sql.join(values.map((value) => sql`${value}::text`))} from request where ${values.some(Boolean)}::bool`;
}

function insertMedia({ pictures = [], requestedAt }: NewReport): RawBuilder<unknown> {
  const now = sql`${requestedAt}::timestamptz`;
  return sql`
    insert into bridge.media (request_id, position, source, source_url, token, state, reason, created_at, settled_at)
    select request.id, given.position, given.source, given."sourceUrl", given.token,
      case when given.failure is null then 'waiting' else 'failed' end, given.failure, ${now},
      case when given.failure is not null then ${now} end
    from request, jsonb_to_recordset(${JSON.stringify(pictures.map((each, position) => ({ ...each, position })))}::jsonb)
      as given (position int, source text, "sourceUrl" text, token text, failure text)`;
}

/** Due by the database's clock, which all processes share: one whose clock is ahead must not make its reports wait. */
function insertDeliveries({ traceParent }: NewReport, { deliveries }: Minted): RawBuilder<unknown> {
  return sql`
    insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at,
      trace_parent)
    select given.id, request.id, given.connection, 'create_case', ${CASE_POSITION}::int, given.role, 'pending', 0, 0, now(), now(),
      ${traceParent ?? null}::text
    from request, jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb) as given (id uuid, connection text, role text)`;
}
