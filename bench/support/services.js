// A PostgreSQL and a Redis of the bench's own, as the tests start them (from the build: run "npm run build" first).
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startPostgres } from '../../dist/test/support/postgres.js';
import { startRedis } from '../../dist/test/support/redis.js';

/** Both, and one function that stops them. */
export async function startServices() {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  return { postgres, redis, stop: () => Promise.all([postgres.stop(), redis.stop()]) };
}

/** An empty database on them. */
export async function freshDatabase({ postgres }) {
  const name = `b_${randomBytes(6).toString('hex')}`;
  await once(postgres.url, `create database ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => once(postgres.url, `drop database ${name} with (force)`) };
}

async function once(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
