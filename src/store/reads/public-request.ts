import { sql } from 'kysely';
import { picturePaths, READY_PICTURES } from '../public-pictures.js';
import type { AttributeAnswer, DetailedStatus, Point, RequestStatus } from '../../domain/service-request.js';

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
  /** The public request whose case goes on in place of this one's. */
  readonly parentId?: string;
  /** Paths below our public address of the pictures that are ready. */
  readonly mediaPaths: readonly string[];
  /** All answers as given, also those that are not for the public. */
  readonly attributes: readonly AttributeAnswer[];
}

export interface PublicRequestRow {
  readonly public_id: string;
  readonly token: string | null;
  readonly status: RequestStatus;
  readonly detailed_status: DetailedStatus;
  readonly status_notes: string | null;
  readonly service_code: string;
  readonly service_name: string;
  readonly description: string | null;
  readonly agency_responsible: string | null;
  readonly service_notice: string | null;
  readonly requested_at: Date;
  readonly updated_at: Date;
  readonly expected_at: Date | null;
  readonly address: string | null;
  readonly address_id: string | null;
  readonly zipcode: string | null;
  readonly lat: number | null;
  readonly long: number | null;
  readonly attributes: readonly AttributeAnswer[];
  readonly pictures: readonly string[];
  readonly parent: string | null;
}

const NAMES = [
  'public_id',
  'token',
  'status',
  'detailed_status',
  'status_notes',
  'service_code',
  'service_name',
  'description',
  'agency_responsible',
  'service_notice',
  'requested_at',
  'updated_at',
  'expected_at',
  'address',
  'address_id',
  'zipcode',
  'lat',
  'long',
  'attributes',
];

const PARENT = sql`(select p.public_id from bridge.service_request p where p.id = service_request.parent_id and not p.private)`;

/** The columns of `PublicRequestRow` out of `service_request`. */
export const PUBLIC_COLUMNS = sql`${sql.raw(NAMES.map((name) => `service_request.${name}`).join(', '))}, ${READY_PICTURES} as pictures, ${PARENT} as parent`;

export function toPublic(row: PublicRequestRow): PublicRequest {
  return {
    id: row.public_id,
    token: row.token ?? undefined,
    status: row.status,
    detailedStatus: row.detailed_status,
    statusNotes: row.status_notes ?? undefined,
    serviceCode: row.service_code,
    serviceName: row.service_name,
    description: row.description ?? undefined,
    agency: row.agency_responsible ?? undefined,
    notice: row.service_notice ?? undefined,
    requestedAt: row.requested_at,
    updatedAt: row.updated_at,
    expectedAt: row.expected_at ?? undefined,
    address: row.address ?? undefined,
    addressId: row.address_id ?? undefined,
    zipcode: row.zipcode ?? undefined,
    point: row.lat === null || row.long === null ? undefined : { lat: row.lat, long: row.long },
    parentId: row.parent ?? undefined,
    mediaPaths: picturePaths(row.pictures),
    attributes: row.attributes,
  };
}
