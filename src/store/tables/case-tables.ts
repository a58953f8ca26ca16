import type { Generated } from 'kysely';
import type { CaseNews } from '../../domain/case-news.js';
import type { ChangeSource, IncomingState, StoredSnapshot } from '../../domain/incoming-change.js';
import type { Json, MaybeMoment, Moment } from './columns.js';

export interface CrmCaseTable {
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
  /** The connection that has the report in its place; null: it was not transferred, or came back. */
  transferred_to: string | null;
}

/** An old reference of a case that has another one now. */
export interface CaseAliasTable {
  connection: string;
  case_ref: string;
  current_ref: string;
  created_at: Generated<Date>;
}

/** A report went from one connection to another. The last row of a report says which one has it. */
export interface CaseTransferTable {
  id: Generated<string>;
  request_id: string;
  from_connection: string;
  to_connection: string;
  /** When it happened, as the CRM says; the CRM's last word where it said so again. */
  told_at: Moment;
  /** When it was known here. */
  made_at: Generated<Date>;
}

/** What a CRM told and was not applied at once: it waits for its case, or for a person. */
export interface IncomingChangeTable {
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

export interface SyncCursorTable {
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

export interface UnmappedStatusTable {
  connection: string;
  crm_status: string;
  crm_reason: string;
  seen: number;
  first_seen_at: Moment;
  last_seen_at: Moment;
  sample_case_ref: string;
}

/** A message that a CRM sent by itself. Emptied once it is applied. */
export interface ReceivedCallbackTable {
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

/** What the last comparison of both sides of a connection found. */
export interface ReconciliationTable {
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
