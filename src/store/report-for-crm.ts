import { type RawBuilder, sql } from 'kysely';
import { PERSONAL_FIELDS, type PersonalField, reporterFrom } from '../domain/personal-data.js';
import { picturePath } from '../domain/picture.js';
import type { ServiceRequest } from '../domain/service-request.js';
import type { DeliveryRow, ServiceRequestRow } from './tables.js';

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
  'erased_at',
] as const;

interface PictureFile {
  readonly token: string;
  readonly type: string | null;
}

type ReportRow = Pick<ServiceRequestRow, (typeof REPORT_COLUMNS)[number]>;

export type ReportForCrm = ReportRow & { readonly [K in PersonalField]: string | null } & {
  /** What an operator changed for this destination. */
  readonly overrides: DeliveryRow['overrides'];
  readonly pictures: readonly PictureFile[] | null;
};

/** Of `r`, the request, and of `reporter`. */
export const REPORT_FOR_CRM: RawBuilder<unknown> = sql`${sql.raw([...REPORT_COLUMNS.map((name) => `r.${name}`), ...Object.values(PERSONAL_FIELDS)].join(', '))}, (
    select json_agg(json_build_object('token', token, 'type', content_type) order by position) from bridge.media
    where media.request_id = r.id and update_id is null and state <> 'failed') as pictures`;

/** As it is sent, with what an operator changed of it. `mediaUrls` are paths. */
export function toRequest(row: ReportForCrm): ServiceRequest {
  return {
    ...toReport(row),
    ...row.overrides,
    mediaUrls: (row.pictures ?? []).map(({ token, type }) => picturePath(token, type)),
    reporter: reporterFrom((field) => row[field]),
  };
}

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
