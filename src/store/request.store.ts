import { picturePath } from '../domain/picture.js';
import type { DetailedStatus, Point, RequestStatus, ServiceRequest } from '../domain/service-request.js';
import { type Acceptance, acceptReport, earlierAcceptance } from './accept-report.js';
import type { NewReport } from './new-report.js';
import type { Database } from './database.js';
import { picturePaths, READY_PICTURES } from './public-pictures.js';
import type { ServiceRequestRow } from './tables.js';

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
  /** Paths below our public address of the pictures that are ready. */
  readonly mediaPaths: readonly string[];
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
    return acceptReport(this.database, report);
  }

  /** What was answered to this client's key before; undefined when nothing was. */
  async acceptedBefore(
    repeat: Pick<NewReport, 'apiClientId' | 'jurisdictionId' | 'idempotencyKey'>,
  ): Promise<Acceptance | undefined> {
    return earlierAcceptance(this.database, repeat);
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
      .select(READY_PICTURES.as('pictures'))
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

  /**
   * Everything an adapter may need, the reporter included. `mediaUrls` are paths of pictures that are ready or may yet be.
   * @throws when there is no such row: deliveries keep their request alive.
   */
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
      .select(['token', 'content_type'])
      .where('request_id', '=', requestId)
      .where('update_id', 'is', null)
      .where('state', '<>', 'failed')
      .orderBy('position')
      .execute();
    return {
      ...toReport(row),
      mediaUrls: media.map(({ token, content_type }) => picturePath(token, content_type)),
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

function toPublic(row: ServiceRequestRow & { pictures: string[] }): PublicRequest {
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
    mediaPaths: picturePaths(row.pictures),
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
