import { freshDatabase } from '../support/databases.js';
import { startRedis } from '../support/redis.js';
import { runBridge } from '../support/run-bridge.js';

/** A short round of what `npm run demo -- --from FILE` does with all 20,000 reports. */
const REPORTS = '100';

it('makes exactly one case of each report on embedded defaults, though the bridge is killed twice and answers are lost', async () => {
  const { code, output } = await runBridge(['demo', '--limit', REPORTS, '--kills', '2', '--drop', '0.2']);
  expect(output).toMatch(/cases in the CRM +100\nmissing +0\nmade twice +0\n/);
  expect(output).toMatch(/statuses differing 0\n/);
  expect(code).toBe(0);
}, 300_000);

it('makes exactly one case of each report on PostgreSQL and Redis, though the bridge is killed and Redis is emptied', async () => {
  const [{ url, drop }, redis] = await Promise.all([freshDatabase(), startRedis()]);
  try {
    const environment = { DATABASE_URL: url, REDIS_URL: redis.url };
    const { code, output } = await runBridge(
      ['demo', '--limit', REPORTS, '--kills', '1', '--drop', '0.2', '--flush'],
      environment,
    );
    expect(output).toMatch(/cases in the CRM +100\nmissing +0\nmade twice +0\n/);
    expect(output).toMatch(/statuses differing 0\n/);
    expect(code).toBe(0);
  } finally {
    await redis.stop();
    await drop();
  }
}, 300_000);
