import { ApiClientStore } from '../../src/store/api-client.store.js';
import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';

/** Brings the database up to date and makes a key. */
export async function keyOn(databaseUrl: string): Promise<string> {
  const database = openDatabase({ connectionString: databaseUrl }, 1);
  try {
    await migrate(database);
    return (await new ApiClientStore(database).create('tests')).key;
  } finally {
    await database.destroy();
  }
}
