import type { Generated } from 'kysely';
import type { MaybeMoment, Moment } from './columns.js';

/** How far a report came that the bridge filed itself. */
export interface CanaryTable {
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
export interface CanaryLeaseTable {
  connection: string;
  lease_owner: string | null;
  lease_until: MaybeMoment;
  /** Grows with every owner; whoever holds an older number can't write. */
  fence: number;
}
