import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A new, empty database on the run's PostgreSQL, or on another. */
export async function freshDatabase(
  server = process.env['OPEN311_TEST_POSTGRES_URL'],
): Promise<{ url: string; drop(): Promise<void> }> {
  if (!server) throw new Error('no PostgreSQL for the tests: run them with "npm test" or "node scripts/jest.js"');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await once(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => once(server, `drop database ${name} with (force)`) };
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
