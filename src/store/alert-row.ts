import type { Selectable } from 'kysely';
import type { Alert } from '../domain/alert.js';
import type { Tables } from './tables.js';

export type AlertRow = Selectable<Tables['alert']>;

export function toAlert(row: AlertRow): Alert {
  return {
    key: row.key,
    rule: row.rule,
    subject: row.subject,
    state: row.state,
    since: row.since,
    lastValue: row.last_value,
    text: row.text,
    lastSentAt: row.last_sent_at,
    sentCount: row.sent_count,
    fineSince: row.fine_since ?? undefined,
    clearedAt: row.cleared_at ?? undefined,
  };
}
