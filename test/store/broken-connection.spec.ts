import { sql } from 'kysely';
import { isDatabaseAway, openDatabase } from '../../src/store/database.js';
import { freshDatabase } from '../support/databases.js';

it('a connection that breaks between two statements of a transaction fails that transaction, and not the process', async () => {
  const { url, drop } = await freshDatabase();
  const database = openDatabase({ connectionString: url }, 2);
  try {
    const broken = database.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await sql`select pg_terminate_backend(${rows[0]!.pid}, 5000)`.execute(database);
      // The server's last words arrive while nothing asks.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await sql`select 1`.execute(tx);
    });
    expect(isDatabaseAway(await broken.catch((error: unknown) => error))).toBe(true);
    expect((await sql`select 1 as one`.execute(database)).rows).toEqual([{ one: 1 }]);
  } finally {
    await database.destroy();
    await drop();
  }
});
