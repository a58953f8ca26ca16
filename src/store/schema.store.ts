import { sql } from 'kysely';
import type { Database } from './database.js';
import { MIGRATIONS } from './migrate.js';

/** Whether the database is the one that this program needs. */
export class SchemaStore {
  constructor(private readonly database: Database) {}

  /** Names of the migrations that were not run. @throws when the database does not answer. */
  async missing(): Promise<string[]> {
    const { rows } = await sql<{ there: boolean }>`select to_regclass('bridge.migration') is not null as there`.execute(
      this.database,
    );
    const done = rows[0]!.there ? await this.done() : new Set<string>();
    return MIGRATIONS.map(({ name }) => name).filter((name) => !done.has(name));
  }

  private async done(): Promise<Set<string>> {
    const { rows } = await sql<{ name: string }>`select name from bridge.migration`.execute(this.database);
    return new Set(rows.map(({ name }) => name));
  }
}
