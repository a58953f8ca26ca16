import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { numberedId } from '../domain/public-id.js';
import type { AttributeAnswer, Point, Reporter } from '../domain/service-request.js';
import type { ServiceType } from '../domain/service.js';
import type { Database, Tx } from './database.js';

/** A report that passed every check and is to be kept. */
export interface NewReport {
  readonly jurisdictionId: string;
  readonly publicIdPattern: string;
  readonly timeZone: string;
  readonly apiClientId: string;
  /** Says, with client and jurisdiction, that this report was sent before; of any length. */
  readonly idempotencyKey?: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly serviceType: ServiceType;
  readonly group?: string;
  readonly agency?: string;
  readonly notice?: string;
  readonly private: boolean;
  readonly description?: string;
  readonly point?: Point;
  readonly address?: string;
  readonly addressId?: string;
  readonly attributes: readonly AttributeAnswer[];
  readonly mediaUrls: readonly string[];
  readonly reporter: Reporter;
  readonly requestedAt: Date;
  /** Connections that get it, from the routes. */
  readonly destinations: readonly { readonly connection: string; readonly role: 'required' | 'copy' }[];
}

/** What was kept: for a report that had come before, what was kept then, and no new deliveries. */
export interface Acceptance {
  readonly publicId: string;
  readonly token?: string;
  readonly notice?: string;
  readonly serviceType: ServiceType;
  /** The reporter's account, as the client sent it. */
  readonly accountId?: string;
  readonly deliveries: readonly { readonly deliveryId: string; readonly connection: string }[];
}

/** Everything of one report, inside the caller's transaction. The same client and idempotency key give the first acceptance again. */
export async function acceptReport(tx: Tx, report: NewReport): Promise<Acceptance> {
  const publicId = await nextPublicId(tx, report);
  const token = report.serviceType === 'batch' ? randomBytes(16).toString('hex') : undefined;
  const requestId = await insertRequest(tx, report, publicId, token);
  if (!requestId) return (await earlierAcceptance(tx, report))!;
  await insertPersonalAndMedia(tx, report, requestId);
  const deliveries = await insertDeliveries(tx, report, requestId);
  const { notice, serviceType, reporter } = report;
  return { publicId, token, notice, serviceType, accountId: reporter.accountId, deliveries };
}

async function nextPublicId(tx: Tx, report: NewReport): Promise<string> {
  const { rows } = await sql<{ number: string }>`select nextval('bridge.public_number') as number`.execute(tx);
  return numberedId(report.publicIdPattern, Number(rows[0]!.number), report.requestedAt, report.timeZone);
}

/** Undefined when the client's key is taken: waits for a twin that is being kept at this instant. */
async function insertRequest(
  tx: Tx,
  report: NewReport,
  publicId: string,
  token: string | undefined,
): Promise<string | undefined> {
  const row = await tx
    .insertInto('service_request')
    .values({
      jurisdiction_id: report.jurisdictionId,
      public_id: publicId,
      token: token ?? null,
      service_code: report.serviceCode,
      service_name: report.serviceName,
      service_type: report.serviceType,
      service_group: report.group ?? null,
      description: report.description ?? null,
      lat: report.point?.lat ?? null,
      long: report.point?.long ?? null,
      address: report.address ?? null,
      address_id: report.addressId ?? null,
      zipcode: null,
      attributes: JSON.stringify(report.attributes),
      status: 'open',
      detailed_status: 'open',
      status_notes: null,
      agency_responsible: report.agency ?? null,
      service_notice: report.notice ?? null,
      private: report.private,
      requested_at: report.requestedAt,
      updated_at: report.requestedAt,
      api_client_id: report.apiClientId,
      idempotency_hash: report.idempotencyKey === undefined ? null : hashOf(report.idempotencyKey),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['api_client_id', 'jurisdiction_id', 'idempotency_hash'])
        .where('idempotency_hash', 'is not', null)
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** The first answer again, whatever the report says now; undefined when there was none, or no key. */
export async function earlierAcceptance(
  database: Database | Tx,
  { apiClientId, jurisdictionId, idempotencyKey }: Pick<NewReport, 'apiClientId' | 'jurisdictionId' | 'idempotencyKey'>,
): Promise<Acceptance | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const row = await database
    .selectFrom('service_request')
    .leftJoin('reporter', 'reporter.request_id', 'service_request.id')
    .select(['public_id', 'token', 'service_notice', 'service_type', 'reporter.account_id'])
    .where('api_client_id', '=', apiClientId)
    .where('jurisdiction_id', '=', jurisdictionId)
    .where('idempotency_hash', '=', hashOf(idempotencyKey))
    .executeTakeFirst();
  return (
    row && {
      publicId: row.public_id,
      token: row.token ?? undefined,
      notice: row.service_notice ?? undefined,
      serviceType: row.service_type,
      accountId: row.account_id ?? undefined,
      deliveries: [],
    }
  );
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

async function insertPersonalAndMedia(tx: Tx, report: NewReport, requestId: string): Promise<void> {
  const { email, phone, firstName, lastName, deviceId, accountId } = report.reporter;
  if (email || phone || firstName || lastName || deviceId || accountId) {
    await tx
      .insertInto('reporter')
      .values({
        request_id: requestId,
        email: email ?? null,
        phone: phone ?? null,
        first_name: firstName ?? null,
        last_name: lastName ?? null,
        device_id: deviceId ?? null,
        account_id: accountId ?? null,
      })
      .execute();
  }
  if (report.mediaUrls.length === 0) return;
  await tx
    .insertInto('media')
    .values(report.mediaUrls.map((source_url, position) => ({ request_id: requestId, position, source_url })))
    .execute();
}

async function insertDeliveries(tx: Tx, report: NewReport, requestId: string): Promise<Acceptance['deliveries']> {
  const rows = report.destinations.map(({ connection, role }) => ({
    id: randomUUID(),
    request_id: requestId,
    connection,
    step: 'create_case' as const,
    position: 1,
    role,
    state: 'pending' as const,
    fence: 0,
    attempts: 0,
    not_before: report.requestedAt,
    created_at: report.requestedAt,
  }));
  if (rows.length > 0) await tx.insertInto('delivery').values(rows).execute();
  return rows.map(({ id, connection }) => ({ deliveryId: id, connection }));
}
