import type { Generated } from 'kysely';
import type { MaybeMoment } from './columns.js';

/** Who is told of a city's updates, and up to where. */
export interface PushSubscriberTable {
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
export interface UpdatePushTable {
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
