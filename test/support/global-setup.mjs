// Jest loads this file itself, without its transform: the services come from the build that `npm test` has just made.
import { startPostgres } from '../../dist/test/support/postgres.js';
import { startRedis } from '../../dist/test/support/redis.js';

/** One PostgreSQL and one Redis for the whole run. Workers find them in the environment; the teardown stops them. */
export default async function setUp() {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  process.env.OPEN311_TEST_POSTGRES_URL = postgres.url;
  process.env.OPEN311_TEST_REDIS_URL = redis.url;
  globalThis.bridgeTestServices = [postgres, redis];
}
