import type { Database } from './database.js';

/** A connection whose CRM refuses to tell what changed; it is asked after pauses that grow. */
export interface RefusedPolls {
  readonly connection: string;
  readonly since: Date;
  /** Without secrets. */
  readonly reason?: string;
}

/** What is wrong with connections although deliveries may go out. */
export class ConnectionHealthStore {
  constructor(private readonly database: Database) {}

  async refusedPolls(): Promise<RefusedPolls[]> {
    return refusedPolls(this.database);
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
