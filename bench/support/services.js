// A PostgreSQL and a Redis of the bench's own, as the tests start them (from the build: run "npm run build" first).
import { startPostgres } from '../../dist/test/support/postgres.js';
import { startRedis } from '../../dist/test/support/redis.js';

/** Both, and one function that stops them. */
export async function startServices() {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  return { postgres, redis, stop: () => Promise.all([postgres.stop(), redis.stop()]) };
}
