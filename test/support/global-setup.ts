import { startPostgres } from './postgres.js';
import { startRedis } from './redis.js';

/** One PostgreSQL and one Redis for the whole run. Workers find them in the environment; the teardown stops them. */
export default async function setUp(): Promise<void> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  process.env['OPEN311_TEST_POSTGRES_URL'] = postgres.url;
  process.env['OPEN311_TEST_REDIS_URL'] = redis.url;
  (globalThis as { bridgeTestServices?: { stop(): Promise<void> }[] }).bridgeTestServices = [postgres, redis];
}
