import type { Generated } from 'kysely';
import type { Json, MaybeMoment, Moment } from './columns.js';

export interface ApiClientTable {
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

export interface AuditEventTable {
  id: Generated<string>;
  at: Moment;
  actor: string;
  action: string;
  subject: string;
  detail: Json<object>;
}
