import type { Generated } from 'kysely';
import type { AttributeAnswer, DetailedStatus, PostedStatus, RequestStatus } from '../../domain/service-request.js';
import type { ServiceType } from '../../domain/service.js';
import type { PictureSource, PictureState } from '../../domain/picture.js';
import type { Json, MaybeMoment, Moment } from './columns.js';

export interface ServiceRequestTable {
  id: Generated<string>;
  jurisdiction_id: string;
  public_id: string;
  token: string | null;
  service_code: string;
  service_name: string;
  /** As it was then: decides how the first answer is given again. */
  service_type: ServiceType;
  service_group: string | null;
  description: string | null;
  lat: number | null;
  long: number | null;
  address: string | null;
  address_id: string | null;
  zipcode: string | null;
  attributes: Json<AttributeAnswer[]>;
  status: RequestStatus;
  detailed_status: DetailedStatus;
  status_notes: string | null;
  agency_responsible: string | null;
  service_notice: string | null;
  private: boolean;
  /** Filed by the bridge itself to see that a round trip works; always private. */
  canary: Generated<boolean>;
  requested_at: Moment;
  updated_at: Moment;
  expected_at: MaybeMoment;
  /** The request whose case goes on in place of this one's. */
  parent_id: string | null;
  /** When what people wrote in it was taken out. */
  erased_at: MaybeMoment;
  /** Null: it was imported, or is a canary. */
  api_client_id: string | null;
  /** SHA-256 of the client's idempotency key, which may be of any length. */
  idempotency_hash: Buffer | null;
  /** What a search looks in; for queries only, never fetched. */
  search: Generated<string>;
}

/** Everything personal, apart, erasable, never joined into a public read. */
export interface ReporterTable {
  request_id: string;
  email: string | null;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  device_id: string | null;
  account_id: string | null;
}

export interface MediaTable {
  id: Generated<string>;
  request_id: string;
  /** Null: of the report itself; else of a client's update. */
  update_id: string | null;
  position: number;
  source: PictureSource;
  source_url: string | null;
  state: Generated<PictureState>;
  /** Of the public address, and the name of the files in the storage. */
  token: string;
  /** Grows with every claim; whoever holds an older number can't write. */
  attempts: Generated<number>;
  not_before: Generated<Date>;
  /** Of an import: made when nothing else is to be made. */
  is_backlog: Generated<boolean>;
  lease_until: MaybeMoment;
  last_backoff_ms: number | null;
  content_type: string | null;
  width: number | null;
  height: number | null;
  bytes: number | null;
  reason: string | null;
  created_at: Moment;
  settled_at: MaybeMoment;
}

export interface RequestUpdateTable {
  id: Generated<string>;
  request_id: string;
  jurisdiction_id: string;
  /** What clients know it by; never given twice. */
  public_id: string;
  /** The connection; with `source_id` unique. */
  source: string;
  source_id: string;
  status: RequestStatus;
  detailed_status: DetailedStatus;
  description: string | null;
  media_urls: string[];
  external_status_code: string | null;
  customer_reference: string | null;
  event_at: Moment;
  /** A whole second, later than the commit: from then on it is public. */
  available_at: Moment;
}

/** What a client posted to a request: a comment for the city, never listed. */
export interface ClientUpdateTable {
  id: Generated<string>;
  request_id: string;
  /** From 1 within its request, in the order in which they came. */
  position: number;
  public_id: string;
  api_client_id: string;
  /** SHA-256 of `client_update_id`, which may be of any length. */
  client_update_hash: Buffer;
  client_update_id: string;
  service_request_id_ext: string | null;
  status: PostedStatus;
  description: string;
  /** When it was written, as the client says. */
  event_at: Moment;
  received_at: Moment;
  anonymous: boolean | null;
  email_alerts: boolean | null;
  attributes: Json<AttributeAnswer[]>;
}

/** Everything personal of a client's update, apart, erasable. */
export interface UpdateAuthorTable {
  update_id: string;
  title: string | null;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  account_id: string | null;
}

/** When the services of a city, or their questions, last changed. */
export interface ServiceListTable {
  jurisdiction_id: string;
  /** SHA-256 of everything that is shown of them. */
  digest: string;
  changed_at: Moment;
}
