import { randomBytes, randomUUID } from 'node:crypto';
import { type ExpressionBuilder, sql } from 'kysely';
import type {
  AttributeAnswer,
  DetailedStatus,
  Point,
  Reporter,
  RequestStatus,
  ServiceRequest,
} from '../domain/service-request.js';
import type { ServiceType } from '../domain/service.js';
import { numberedId } from '../domain/public-id.js';
import type { Database, Tx } from './database.js';
import type { ServiceRequestRow, Tables } from './tables.js';

/** A report that passed every check and is to be kept. */
export interface NewReport {
  readonly jurisdictionId: string;
  readonly publicIdPattern: string;
  readonly timeZone: string;
  readonly apiClientId: string;
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
  readonly deliveries: readonly { readonly deliveryId: string; readonly connection: string }[];
}

/** A request as the public may see it (contract section 12.2); nothing personal is in it. */
export interface PublicRequest {
  readonly id: string;
  readonly token?: string;
  readonly status: RequestStatus;
  readonly detailedStatus: DetailedStatus;
  readonly statusNotes?: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly description?: string;
  readonly agency?: string;
  readonly notice?: string;
  readonly requestedAt: Date;
  readonly updatedAt: Date;
  readonly expectedAt?: Date;
  readonly address?: string;
  readonly addressId?: string;
  readonly zipcode?: string;
  readonly point?: Point;
  readonly mediaUrl?: string;
}

/** Bounds are inclusive; lists are "any of". */
export interface RequestFilter {
  readonly ids?: readonly string[];
  readonly serviceCodes?: readonly string[];
  readonly statuses?: readonly RequestStatus[];
  readonly from?: Date;
  readonly to?: Date;
  readonly limit: number;
  readonly offset: number;
}

export class RequestStore {
  constructor(private readonly database: Database) {}

  /** One transaction: request, reporter, media, deliveries. The same client and idempotency key give the first acceptance again. */
  async accept(report: NewReport): Promise<Acceptance> {
    return this.database.transaction().execute(async (tx) => {
      const publicId = await nextPublicId(tx, report);
      const token = report.serviceType === 'batch' ? randomBytes(16).toString('hex') : undefined;
      const requestId = await insertRequest(tx, report, publicId, token);
      if (!requestId) return earlierAcceptance(tx, report);
      await insertPersonalAndMedia(tx, report, requestId);
      const deliveries = await insertDeliveries(tx, report, requestId);
      return { publicId, token, notice: report.notice, deliveries };
    });
  }

  /** Undefined for one that is unknown or private (LIST-9). */
  async find(jurisdictionId: string, publicId: string): Promise<PublicRequest | undefined> {
    const [found] = await this.list(jurisdictionId, { ids: [publicId], limit: 1, offset: 0 });
    return found;
  }

  /** Newest first, ties by id (LIST-5). */
  async list(jurisdictionId: string, filter: RequestFilter): Promise<PublicRequest[]> {
    let query = this.database
      .selectFrom('service_request')
      .selectAll()
      .select(firstMediaUrl)
      .where('jurisdiction_id', '=', jurisdictionId)
      .where('private', '=', false);
    if (filter.ids) query = query.where('public_id', 'in', filter.ids);
    if (filter.serviceCodes) query = query.where('service_code', 'in', filter.serviceCodes);
    if (filter.statuses) query = query.where('status', 'in', filter.statuses);
    if (filter.from) query = query.where('requested_at', '>=', filter.from);
    if (filter.to) query = query.where('requested_at', '<=', filter.to);
    const rows = await query
      .orderBy('requested_at', 'desc')
      .orderBy('public_id', 'desc')
      .limit(filter.limit)
      .offset(filter.offset)
      .execute();
    return rows.map(toPublic);
  }

  /** The id a token stands for; undefined for an unknown token. Private requests keep theirs: the token is the reporter's own. */
  async findByToken(jurisdictionId: string, token: string): Promise<{ publicId: string } | undefined> {
    const row = await this.database
      .selectFrom('service_request')
      .select('public_id')
      .where('jurisdiction_id', '=', jurisdictionId)
      .where('token', '=', token)
      .executeTakeFirst();
    return row && { publicId: row.public_id };
  }

  /** Everything an adapter may need, the reporter included. @throws when there is no such row: deliveries keep their request alive. */
  async forDelivery(requestId: string): Promise<ServiceRequest> {
    const row = await this.database
      .selectFrom('service_request')
      .selectAll()
      .where('id', '=', requestId)
      .executeTakeFirstOrThrow();
    const reporter = await this.database
      .selectFrom('reporter')
      .selectAll()
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    const media = await this.database
      .selectFrom('media')
      .select('source_url')
      .where('request_id', '=', requestId)
      .orderBy('position')
      .execute();
    return {
      ...toReport(row),
      mediaUrls: media.map(({ source_url }) => source_url),
      reporter: {
        email: reporter?.email ?? undefined,
        phone: reporter?.phone ?? undefined,
        firstName: reporter?.first_name ?? undefined,
        lastName: reporter?.last_name ?? undefined,
        deviceId: reporter?.device_id ?? undefined,
        accountId: reporter?.account_id ?? undefined,
      },
    };
  }
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
      idempotency_key: report.idempotencyKey ?? null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['api_client_id', 'jurisdiction_id', 'idempotency_key'])
        .where('idempotency_key', 'is not', null)
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

async function earlierAcceptance(tx: Tx, report: NewReport): Promise<Acceptance> {
  const row = await tx
    .selectFrom('service_request')
    .select(['public_id', 'token', 'service_notice'])
    .where('api_client_id', '=', report.apiClientId)
    .where('jurisdiction_id', '=', report.jurisdictionId)
    .where('idempotency_key', '=', report.idempotencyKey!)
    .executeTakeFirstOrThrow();
  return { publicId: row.public_id, token: row.token ?? undefined, notice: row.service_notice ?? undefined, deliveries: [] };
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

function firstMediaUrl(builder: ExpressionBuilder<Tables, 'service_request'>) {
  return builder
    .selectFrom('media')
    .select('source_url')
    .whereRef('media.request_id', '=', 'service_request.id')
    .orderBy('position')
    .limit(1)
    .as('media_url');
}

function toPublic(row: ServiceRequestRow & { media_url: string | null }): PublicRequest {
  return {
    ...shared(row),
    token: row.token ?? undefined,
    status: row.status,
    detailedStatus: row.detailed_status,
    statusNotes: row.status_notes ?? undefined,
    agency: row.agency_responsible ?? undefined,
    notice: row.service_notice ?? undefined,
    updatedAt: row.updated_at,
    expectedAt: row.expected_at ?? undefined,
    zipcode: row.zipcode ?? undefined,
    mediaUrl: row.media_url ?? undefined,
  };
}

function toReport(row: ServiceRequestRow) {
  return {
    ...shared(row),
    jurisdictionId: row.jurisdiction_id,
    group: row.service_group ?? undefined,
    attributes: row.attributes,
  };
}

function shared(row: ServiceRequestRow) {
  return {
    id: row.public_id,
    serviceCode: row.service_code,
    serviceName: row.service_name,
    description: row.description ?? undefined,
    requestedAt: row.requested_at,
    address: row.address ?? undefined,
    addressId: row.address_id ?? undefined,
    point: row.lat === null || row.long === null ? undefined : { lat: row.lat, long: row.long },
  };
}
