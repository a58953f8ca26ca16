import type { Generated } from 'kysely';
import type { BreakerState, DeliveryState, DeliveryStep, FailureKind, ReportOverrides } from '../../domain/delivery.js';
import type { Json, MaybeMoment, Moment } from './columns.js';

export interface DeliveryTable {
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

export interface AttemptTable {
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

/** What all processes share of a connection. */
export interface ConnectionGateTable {
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
export interface ConnectionSlotTable {
  connection: string;
  slot: number;
  held_by: string | null;
  held_until: Generated<Date>;
}
