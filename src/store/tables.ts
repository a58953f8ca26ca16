import type { Generated, Insertable, Selectable } from 'kysely';
import type { MaybeMoment, Moment } from './tables/columns.js';
import type {
  ClientUpdateTable,
  MediaTable,
  ReporterTable,
  RequestUpdateTable,
  ServiceListTable,
  ServiceRequestTable,
  UpdateAuthorTable,
} from './tables/request-tables.js';
import type { AttemptTable, ConnectionGateTable, ConnectionSlotTable, DeliveryTable } from './tables/delivery-tables.js';
import type {
  CaseAliasTable,
  CrmCaseTable,
  IncomingChangeTable,
  ReceivedCallbackTable,
  ReconciliationTable,
  SyncCursorTable,
  UnmappedStatusTable,
} from './tables/case-tables.js';
import type { ApiClientTable, AuditEventTable } from './tables/access-tables.js';
import type { PushSubscriberTable, UpdatePushTable } from './tables/push-tables.js';
import type { AlertLeaseTable, AlertMessageTable, AlertTable, CertificateTable } from './tables/alert-tables.js';
import type {
  CatalogueListTable,
  CataloguePinTable,
  CatalogueServiceTable,
  CatalogueStateTable,
} from './tables/catalogue-tables.js';
import type { ImportSourceTable, ImportedRequestTable } from './tables/import-tables.js';

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
