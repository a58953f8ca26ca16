import type { FailureKind } from '../domain/delivery.js';
import type { Database } from './database.js';

/** A connection whose CRM refuses to tell what changed; it is asked after pauses that grow. */
export interface RefusedPolls {
  readonly connection: string;
  readonly since: Date;
  /** Without secrets. */
  readonly reason?: string;
}

/** A check that found something wrong, and that none has contradicted since. */
export interface FailedCheck {
  readonly connection: string;
  readonly at: Date;
  readonly kind: FailureKind;
  /** Without secrets. */
  readonly reason: string;
}

/** What is wrong with connections although deliveries may go out. */
export class ConnectionHealthStore {
  constructor(private readonly database: Database) {}

  async refusedPolls(): Promise<RefusedPolls[]> {
    return refusedPolls(this.database);
  }

  /** Of those whose breaker is closed: of the others the breaker tells. */
  async failedChecks(): Promise<FailedCheck[]> {
    const rows = await this.database
      .selectFrom('connection_gate')
      .select(['connection', 'checked_at', 'check_kind', 'check_text'])
      .where('check_kind', 'is not', null)
      .where('breaker', '=', 'closed')
      .orderBy('connection')
      .execute();
    return rows.map((row) => ({
      connection: row.connection,
      at: row.checked_at!,
      kind: row.check_kind!,
      reason: row.check_text ?? '',
    }));
  }
}

export async function refusedPolls(database: Database): Promise<RefusedPolls[]> {
  const rows = await database
    .selectFrom('sync_cursor')
    .select(['connection', 'refused_since', 'last_error'])
    .where('refused_since', 'is not', null)
    .orderBy('connection')
    .execute();
  return rows.map((row) => ({ connection: row.connection, since: row.refused_since!, reason: row.last_error ?? undefined }));
}
