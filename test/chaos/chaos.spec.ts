import { type TestPostgres, startPostgres } from '../support/postgres.js';
import { type TestRedis, startRedis } from '../support/redis.js';
import { runRound } from './support/round.js';

/** Short rounds of what `npm run chaos` does; a failed one leaves its logs in the folder that the result names. */
const REPORTS = 60;
let postgres: TestPostgres;
let redis: TestRedis;
beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
});
afterAll(() => Promise.all([postgres.stop(), redis.stop()]));

it('makes exactly one case of each acknowledged report, whatever is killed, frozen, cut off or set wrong', async () => {
  const result = await runRound({ seed: 1, reports: REPORTS, queue: 'redis', adapter: 'lagan' }, { postgres, redis });
  expect(result).toMatchObject({ defects: [], lost: 0, doubled: 0, unknown: 0 });
  expect(result.acknowledged).toBeGreaterThan(REPORTS / 2);
  expect(result.cases).toBeGreaterThanOrEqual(result.acknowledged);
}, 300_000);

it('leaves each doubt to a person where the CRM can not be searched, and sends nothing twice', async () => {
  const result = await runRound({ seed: 2, reports: REPORTS, queue: 'postgres', adapter: 'no-search' }, { postgres, redis });
  expect(result).toMatchObject({ defects: [], lost: 0, doubled: 0 });
  expect(result.acknowledged).toBeGreaterThan(REPORTS / 2);
}, 300_000);
