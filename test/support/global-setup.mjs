import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Jest loads this file itself, without its transform: the services come from the build that `npm test` has just made.
const built = (name) =>
  import(`../../dist/test/support/${name}.js`).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('the tests use the build: run "npm run build" first, or "npm test", which does', { cause: error });
  });

/** One PostgreSQL, one Redis and one folder for the whole run. Workers find them in the environment; the teardown stops and removes them. */
export default async function setUp() {
  const [{ startPostgres }, { startRedis }] = [await built('postgres'), await built('redis')];
  const starts = await Promise.allSettled([startPostgres(), startRedis()]);
  const services = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed) {
    await Promise.all(services.map((service) => service.stop()));
    throw failed.reason;
  }
  const [postgres, redis] = services;
  process.env.OPEN311_TEST_POSTGRES_URL = postgres.url;
  process.env.OPEN311_TEST_REDIS_URL = redis.url;
  process.env.OPEN311_TEST_FOLDER = mkdtempSync(join(tmpdir(), 'bridge-tests-'));
  globalThis.bridgeTestServices = services;
}
