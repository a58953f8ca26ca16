import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';
import type { AttributeAnswer, DetailedStatus, RequestStatus } from '../domain/service-request.js';
import type { DeliveryState, DeliveryStep, FailureKind } from '../domain/delivery.js';

/** The tables as Kysely sees them. The migrations are the truth; `migrations.spec.ts` compares. */
export interface Tables {
  service_request: ServiceRequestTable;
  reporter: ReporterTable;
  media: MediaTable;
  delivery: DeliveryTable;
  attempt: AttemptTable;
  crm_case: CrmCaseTable;
  request_update: RequestUpdateTable;
  sync_cursor: SyncCursorTable;
  unmapped_status: UnmappedStatusTable;
  api_client: ApiClientTable;
  audit_event: AuditEventTable;
}

type Json<T> = ColumnType<T, string, string>;
type Moment = ColumnType<Date, Date, Date>;
type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;

interface ServiceRequestTable {
  id: Generated<string>;
  jurisdiction_id: string;
  public_id: string;
  token: string | null;
  service_code: string;
  service_name: string;
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
  requested_at: Moment;
  updated_at: Moment;
  expected_at: MaybeMoment;
  api_client_id: string;
  idempotency_key: string | null;
}

/** Everything personal, apart, erasable, never joined into a public read. */
interface ReporterTable {
  request_id: string;
  email: string | null;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  device_id: string | null;
  account_id: string | null;
}

interface MediaTable {
  request_id: string;
  position: number;
  source_url: string;
}

interface DeliveryTable {
  id: string;
  request_id: string;
  connection: string;
  step: DeliveryStep;
  position: number;
  role: 'required' | 'copy';
  state: DeliveryState;
  /** Grows with every claim; whoever holds an older number can't write. */
  fence: number;
  attempts: number;
  not_before: Moment;
  /** Until when the claim of a `sending` delivery is respected. */
  lease_until: MaybeMoment;
  first_sent_at: MaybeMoment;
  /** When a job was last put into the queue; null: none yet. */
  enqueued_at: MaybeMoment;
  last_error_kind: FailureKind | null;
  last_error_text: string | null;
  /** The last pause, from which decorrelated jitter takes the next. */
  last_backoff_ms: number | null;
  created_at: Moment;
  settled_at: MaybeMoment;
}

interface AttemptTable {
  delivery_id: string;
  number: number;
  started_at: Moment;
  ended_at: Moment;
  outcome: string;
  error_kind: FailureKind | null;
  error_text: string | null;
  /** Redacted and capped. */
  exchanges: Json<unknown[]>;
  worker: string;
}

interface CrmCaseTable {
  connection: string;
  case_ref: string;
  request_id: string;
  crm_status: string | null;
  crm_reason: string | null;
  crm_changed_at: MaybeMoment;
  last_seen_at: MaybeMoment;
  created_at: Moment;
}

interface RequestUpdateTable {
  id: Generated<string>;
  request_id: string;
  /** `<connection>` or `<api client>`; with `source_id` unique. */
  source: string;
  source_id: string;
  status: RequestStatus;
  detailed_status: DetailedStatus;
  description: string | null;
  event_at: Moment;
  available_at: Moment;
}

interface SyncCursorTable {
  connection: string;
  cursor_at: MaybeMoment;
  lease_owner: string | null;
  lease_until: MaybeMoment;
  polled_at: MaybeMoment;
  last_error: string | null;
}

interface UnmappedStatusTable {
  connection: string;
  crm_status: string;
  crm_reason: string;
  seen: number;
  first_seen_at: Moment;
  last_seen_at: Moment;
  sample_case_ref: string;
}

interface ApiClientTable {
  id: string;
  name: string;
  /** First characters of the key, to recognise it by. */
  key_prefix: string;
  /** SHA-256 of the key. */
  key_hash: Buffer;
  /** Null: every jurisdiction. */
  jurisdictions: string[] | null;
  created_at: Moment;
  revoked_at: MaybeMoment;
}

interface AuditEventTable {
  id: Generated<string>;
  at: Moment;
  actor: string;
  action: string;
  subject: string;
  detail: Json<object>;
}

export type ServiceRequestRow = Selectable<ServiceRequestTable>;
export type NewServiceRequestRow = Insertable<ServiceRequestTable>;
export type DeliveryRow = Selectable<DeliveryTable>;
export type AttemptRow = Selectable<AttemptTable>;
export type ApiClientRow = Selectable<ApiClientTable>;
