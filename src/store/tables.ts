import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';
import type { AlertBody, AlertRule, AlertState } from '../domain/alert.js';
import type { AttributeAnswer, DetailedStatus, PostedStatus, RequestStatus } from '../domain/service-request.js';
import type { ServiceType } from '../domain/service.js';
import type { CatalogueService } from '../domain/catalogue.js';
import type { CaseNews } from '../domain/case-news.js';
import type { ChangeSource, IncomingState, StoredSnapshot } from '../domain/incoming-change.js';
import type { PictureSource, PictureState } from '../domain/picture.js';
import type { BreakerState, DeliveryState, DeliveryStep, FailureKind, ReportOverrides } from '../domain/delivery.js';

/** The tables as Kysely sees them. The migrations are the truth; `migrations.spec.ts` compares. */
export interface Tables {
  service_request: ServiceRequestTable;
  reporter: ReporterTable;
  media: MediaTable;
  delivery: DeliveryTable;
  attempt: AttemptTable;
  crm_case: CrmCaseTable;
  request_update: RequestUpdateTable;
  client_update: ClientUpdateTable;
  update_author: UpdateAuthorTable;
  sync_cursor: SyncCursorTable;
  unmapped_status: UnmappedStatusTable;
  case_alias: CaseAliasTable;
  incoming_change: IncomingChangeTable;
  api_client: ApiClientTable;
  audit_event: AuditEventTable;
  service_list: ServiceListTable;
  connection_gate: ConnectionGateTable;
  connection_slot: ConnectionSlotTable;
  alert: AlertTable;
  alert_message: AlertMessageTable;
  alert_lease: AlertLeaseTable;
  certificate: CertificateTable;
  catalogue_list: CatalogueListTable;
  catalogue_service: CatalogueServiceTable;
  catalogue_pin: CataloguePinTable;
  catalogue_state: CatalogueStateTable;
  import_source: ImportSourceTable;
  imported_request: ImportedRequestTable;
  received_callback: ReceivedCallbackTable;
  push_subscriber: PushSubscriberTable;
  update_push: UpdatePushTable;
  reconciliation: ReconciliationTable;
  canary: CanaryTable;
  canary_lease: CanaryLeaseTable;
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
  /** Nobody takes it earlier; while a worker has it, the end of the worker's lease. */
  not_before: Moment;
  /** An earlier step of the same request and connection is not done. */
  blocked: Generated<boolean>;
  /** The CRM may have the case although nothing was sent: ask it before the first attempt too. */
  look_first: Generated<boolean>;
  first_sent_at: MaybeMoment;
  /** Who has it; null: nobody. Stays when a worker dies. */
  claimed_by: string | null;
  claimed_at: MaybeMoment;
  /** Of the failures that count towards the age limit; null: none since the connection last recovered. */
  first_failed_at: MaybeMoment;
  /** The client's update that a note, a picture or a change of status belongs to; null: the report itself. */
  update_id: string | null;
  /** The picture of an `attach_media`. */
  media_id: string | null;
  /** What an operator changed of the report for this destination. */
  overrides: Json<ReportOverrides> | null;
  /** What single calls of this step brought, kept so that none of them is made twice. */
  results: Json<Record<string, unknown>> | null;
  /** The delivery in whose place this one went to a fallback. */
  fallback_of: string | null;
  /** When this one was late and the fallback was seen to: it is not looked at again. */
  fallback_at: MaybeMoment;
  /** W3C Trace Context of the POST it comes from. */
  trace_parent: string | null;
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
  /** What its last news meant to the public; null: nothing yet. */
  news: Json<CaseNews> | null;
  news_at: MaybeMoment;
  last_seen_at: MaybeMoment;
  created_at: Moment;
  /** Digest of what the CRM last said of it; null: nothing, or before digests were kept. */
  said: string | null;
  /** Of the last changes, by which one that comes again is known. */
  seen: Generated<string[]>;
  /** The case that goes on in its place. */
  merged_into: string | null;
  /** When the CRM first did not know it, since it last did. */
  missing_since: MaybeMoment;
  /** When the CRM is asked for it; null: it is not. */
  ask_at: Generated<Date> | null;
  /** 0: young, asked for often. 1: old. */
  ask_rank: Generated<number>;
  /** The number that people have for it, where that is not its reference. */
  customer_reference: string | null;
}

/** An old reference of a case that has another one now. */
interface CaseAliasTable {
  connection: string;
  case_ref: string;
  current_ref: string;
  created_at: Generated<Date>;
}

/** What a CRM told and was not applied at once: it waits for its case, or for a person. */
interface IncomingChangeTable {
  id: Generated<string>;
  connection: string;
  source: ChangeSource;
  /** With connection and source unique: the same item again is this one. */
  item_id: string;
  awaits: 'case' | 'person';
  state: Generated<IncomingState>;
  case_ref: string | null;
  /** Our public id of the request, as the CRM told it. */
  public_id: string | null;
  /** Null: it could not be read. */
  snapshot: Json<StoredSnapshot> | null;
  reason: string;
  summary: string | null;
  /** How often it came. */
  times: Generated<number>;
  received_at: Generated<Date>;
  last_received_at: Generated<Date>;
  settled_at: MaybeMoment;
  settled_by: string | null;
}

interface RequestUpdateTable {
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
interface ClientUpdateTable {
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
interface UpdateAuthorTable {
  update_id: string;
  title: string | null;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  account_id: string | null;
}

interface SyncCursorTable {
  connection: string;
  cursor_at: MaybeMoment;
  lease_owner: string | null;
  lease_until: MaybeMoment;
  /** Grows with every owner; whoever holds an older number can't write. */
  fence: Generated<number>;
  polled_at: MaybeMoment;
  last_error: string | null;
  /** When the CRM began to refuse; null: it does not. */
  refused_since: MaybeMoment;
  /** It is not asked before. */
  held_until: MaybeMoment;
  last_pause_ms: number | null;
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
  /** 0: no limit. Null: as the settings say. */
  requests_per_minute: number | null;
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

/** When the services of a city, or their questions, last changed. */
interface ServiceListTable {
  jurisdiction_id: string;
  /** SHA-256 of everything that is shown of them. */
  digest: string;
  changed_at: Moment;
}

/** What all processes share of a connection. */
interface ConnectionGateTable {
  connection: string;
  breaker: Generated<BreakerState>;
  /** Of the connection, in a row. */
  failures: Generated<number>;
  /** Why it is open. */
  reason_kind: FailureKind | null;
  reason_text: string | null;
  opened_at: MaybeMoment;
  /** When the CRM may next be asked whether it is back. */
  probe_at: MaybeMoment;
  /** Lease of the process that asks just now. */
  probe_until: MaybeMoment;
  last_pause_ms: number | null;
  /** By an operator. */
  paused_at: MaybeMoment;
  paused_by: string | null;
  /** The next call may not start earlier. */
  next_call_at: Generated<Date>;
  /** When the adapter's check last ran, beside probes; its failure, null where it found all well. */
  checked_at: MaybeMoment;
  check_kind: FailureKind | null;
  check_text: string | null;
}

/** One of the calls a connection may have at once. */
interface ConnectionSlotTable {
  connection: string;
  slot: number;
  held_by: string | null;
  held_until: Generated<Date>;
}

/** Who is told of a city's updates, and up to where. */
interface PushSubscriberTable {
  /** `<jurisdiction>/<name>`. */
  subscriber: string;
  cursor_at: Generated<Date>;
  cursor_id: Generated<string>;
  lease_owner: string | null;
  lease_until: MaybeMoment;
  /** Nothing is sent to it earlier. */
  not_before: Generated<Date>;
  last_backoff_ms: number | null;
  last_error: string | null;
}

/** An update on its way to a subscriber. */
interface UpdatePushTable {
  id: Generated<string>;
  subscriber: string;
  update_id: string;
  request_id: string;
  state: Generated<'pending' | 'sent' | 'dead'>;
  attempts: Generated<number>;
  last_error: string | null;
  created_at: Generated<Date>;
  settled_at: MaybeMoment;
}

/** What the last comparison of both sides of a connection found. */
interface ReconciliationTable {
  connection: string;
  /** When it is compared again by itself. */
  next_at: MaybeMoment;
  from_at: MaybeMoment;
  to_at: MaybeMoment;
  /** Null: it never came to its end. */
  finished_at: MaybeMoment;
  differences: Generated<number>;
  /** Kind -> how many. */
  kinds: Generated<Json<Record<string, number>>>;
  /** Null: both sides agreed. */
  differing_since: MaybeMoment;
  last_error: string | null;
}

/** A message that a CRM sent by itself. Emptied once it is applied. */
interface ReceivedCallbackTable {
  id: Generated<string>;
  connection: string;
  /** Unique in its connection; null: nothing tells it from another. */
  message_id: string | null;
  /** When this attempt at sending it was signed. */
  signed_at: MaybeMoment;
  received_at: Generated<Date>;
  headers: Json<Record<string, string>>;
  query: string;
  body: Buffer | null;
  state: Generated<'pending' | 'applied' | 'failed' | 'dismissed'>;
  attempts: Generated<number>;
  /** Nobody takes it earlier; while a process has it, the end of the process's lease. */
  not_before: Generated<Date>;
  claimed_by: string | null;
  last_backoff_ms: number | null;
  last_error: string | null;
  /** So many it told of. */
  changes: number | null;
  settled_at: MaybeMoment;
}

/** What a person was told last of one thing. */
interface AlertTable {
  /** `rule:subject`. */
  key: string;
  rule: AlertRule;
  subject: string;
  state: AlertState;
  since: Moment;
  last_value: number;
  text: string;
  last_sent_at: Moment;
  sent_count: Generated<number>;
  /** Raised, but its cause has been gone since then. */
  fine_since: MaybeMoment;
  cleared_at: MaybeMoment;
}

/** One message to one channel. */
interface AlertMessageTable {
  /** What its receiver knows it by. */
  id: string;
  /** In the order in which they were written. */
  position: Generated<string>;
  alert_key: string;
  channel: string;
  body: Json<AlertBody>;
  state: Generated<'pending' | 'sent' | 'given up'>;
  attempts: Generated<number>;
  not_before: Generated<Date>;
  last_error: string | null;
  created_at: Generated<Date>;
  settled_at: MaybeMoment;
}

/** Which process looks for alerts. */
interface AlertLeaseTable {
  name: string;
  owner: string;
  held_until: Moment;
}

/** When a certificate expires that a connection, or who calls us, depends on. */
interface CertificateTable {
  host: string;
  port: number;
  checked_at: Moment;
  /** Null: it was never seen. */
  expires_at: MaybeMoment;
  /** Why it could not be looked at the last time. */
  last_error: string | null;
}

/** A list of services as a CRM told it. */
interface CatalogueListTable {
  id: Generated<string>;
  connection: string;
  fetched_at: Generated<Date>;
  fetched_by: string;
  state: Generated<'staged' | 'approved' | 'superseded'>;
  services: Json<CatalogueService[]>;
  /** What could not be read of it. */
  refused: Json<{ code: string; reason: string }[]>;
  decided_at: MaybeMoment;
  decided_by: string | null;
}

/** A service of a CRM that was approved. */
interface CatalogueServiceTable {
  connection: string;
  code: string;
  position: number;
  definition: Json<CatalogueService>;
  approved_at: Moment;
  gone_at: MaybeMoment;
}

/** What the city set itself of one. */
interface CataloguePinTable {
  connection: string;
  code: string;
  field: string;
  value: Json<unknown>;
  pinned_by: string;
  pinned_at: Generated<Date>;
}

/** How a connection's services stand. */
interface CatalogueStateTable {
  connection: string;
  /** Grows with every change of what is approved or pinned. */
  version: Generated<string>;
  fetched_at: MaybeMoment;
  next_fetch_at: MaybeMoment;
  /** Why the last list is to be looked at by a person. */
  problem: string | null;
  problem_at: MaybeMoment;
}

/** Another system's records, and how far they were read. */
interface ImportSourceTable {
  jurisdiction_id: string;
  name: string;
  /** Where a run that was cut off goes on; null: the last one came to its end. */
  position: Json<unknown> | null;
  started_at: Generated<Date>;
  finished_at: MaybeMoment;
}

/** What an imported request is there. */
interface ImportedRequestTable {
  jurisdiction_id: string;
  source: string;
  source_id: string;
  request_id: string;
  /** Of what was read of it last. */
  digest: string;
  imported_at: Generated<Date>;
}

/** How far a report came that the bridge filed itself. */
interface CanaryTable {
  id: Generated<string>;
  connection: string;
  request_id: string;
  /** Null: its time had come. */
  started_by: string | null;
  started_at: Generated<Date>;
  deadline_at: Moment;
  made_at: MaybeMoment;
  seen_at: MaybeMoment;
  close_sent_at: MaybeMoment;
  ended_at: MaybeMoment;
  outcome: 'ok' | 'failed' | null;
  /** Why it failed, what it waits for, or what could not be done. */
  detail: string | null;
}

/** Which process sees to a connection's canaries. */
interface CanaryLeaseTable {
  connection: string;
  lease_owner: string | null;
  lease_until: MaybeMoment;
  /** Grows with every owner; whoever holds an older number can't write. */
  fence: number;
}

export type ServiceRequestRow = Selectable<ServiceRequestTable>;
export type NewServiceRequestRow = Insertable<ServiceRequestTable>;
export type DeliveryRow = Selectable<DeliveryTable>;
export type AttemptRow = Selectable<AttemptTable>;
export type ApiClientRow = Selectable<ApiClientTable>;
