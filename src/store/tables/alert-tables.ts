import type { Generated } from 'kysely';
import type { AlertBody, AlertRule, AlertState } from '../../domain/alert.js';
import type { Json, MaybeMoment, Moment } from './columns.js';

/** What a person was told last of one thing. */
export interface AlertTable {
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
export interface AlertMessageTable {
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
export interface AlertLeaseTable {
  name: string;
  owner: string;
  held_until: Moment;
}

/** When a certificate expires that a connection, or who calls us, depends on. */
export interface CertificateTable {
  host: string;
  port: number;
  checked_at: Moment;
  /** Null: it was never seen. */
  expires_at: MaybeMoment;
  /** Why it could not be looked at the last time. */
  last_error: string | null;
}
