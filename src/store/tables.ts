import type { Insertable, Selectable } from 'kysely';
import type { CanaryLeaseTable, CanaryTable } from './tables/canary-tables.js';
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
  CaseTransferTable,
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
  case_transfer: CaseTransferTable;
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

export type ServiceRequestRow = Selectable<ServiceRequestTable>;
export type NewServiceRequestRow = Insertable<ServiceRequestTable>;
export type DeliveryRow = Selectable<DeliveryTable>;
export type AttemptRow = Selectable<AttemptTable>;
export type ApiClientRow = Selectable<ApiClientTable>;
