import { reporterFrom } from '../domain/personal-data.js';
import { picturePath } from '../domain/picture.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { type Acceptance, acceptReport, earlierAcceptance } from './accept-report.js';
import type { NewReport } from './new-report.js';
import type { Database } from './database.js';
import type { PublicRequest } from './reads/public-request.js';
import { RequestReader } from './reads/request-reader.js';
import type { ServiceRequestRow } from './tables.js';

const REPORT_COLUMNS = [
  'public_id',
  'jurisdiction_id',
  'service_code',
  'service_name',
  'service_group',
  'description',
  'lat',
  'long',
  'address',
  'address_id',
  'attributes',
  'requested_at',
] as const;

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
    return new RequestReader(this.database).find(jurisdictionId, publicId);
  }

  /**
   * Everything an adapter may need, the reporter included. `mediaUrls` are paths of pictures that are ready or may yet be.
   * @throws when there is no such row: deliveries keep their request alive.
   */
  async forDelivery(requestId: string): Promise<ServiceRequest> {
    const row = await this.database
      .selectFrom('service_request')
      .select(REPORT_COLUMNS)
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
      reporter: reporter ? reporterFrom((field) => reporter[field]) : {},
    };
  }
}

type ReportRow = Pick<ServiceRequestRow, (typeof REPORT_COLUMNS)[number]>;

function toReport(row: ReportRow) {
  return {
    id: row.public_id,
    jurisdictionId: row.jurisdiction_id,
    serviceCode: row.service_code,
    serviceName: row.service_name,
    group: row.service_group ?? undefined,
    description: row.description ?? undefined,
    point: row.lat === null || row.long === null ? undefined : { lat: row.lat, long: row.long },
    address: row.address ?? undefined,
    addressId: row.address_id ?? undefined,
    attributes: row.attributes,
    requestedAt: row.requested_at,
  };
}
