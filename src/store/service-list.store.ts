import { sql } from 'kysely';
import type { Database } from './database.js';

/** When a city's services last changed, over restarts and processes (DISC-7). */
export class ServiceListStore {
  constructor(private readonly database: Database) {}

  /**
   * @param digest of everything that is shown of the services and their questions.
   * @returns the moment at which this digest was first seen since another one, in whole seconds.
   */
  async changedAt(city: string, digest: string): Promise<Date> {
    const { rows } = await sql<{ changed_at: Date }>`
      insert into bridge.service_list as l (jurisdiction_id, digest, changed_at) values (${city}, ${digest}, date_trunc('second', now()))
      on conflict (jurisdiction_id) do update set digest = excluded.digest,
        changed_at = case when l.digest = excluded.digest then l.changed_at else excluded.changed_at end
      returning changed_at`.execute(this.database);
    return rows[0]!.changed_at;
  }
}
