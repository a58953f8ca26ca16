import { freshDatabase } from '../support/databases.js';
import { runTakeOvers } from './takeover/take-overs.js';

/** More of them: `npm run sync:takeover -- --kills 50 --seed 7`. */
it('loses no change and applies none twice when the process that polls is killed, and another one takes over', async () => {
  const { url, drop } = await freshDatabase();
  const sync = { pollEveryMs: 200, takeOverAfterMs: 2_000 };
  const { changes, tookMs, defects } = await runTakeOvers(url, { kills: 3, seed: 7, standBy: 1, sync }).finally(drop);
  expect(defects).toEqual([]);
  expect(tookMs).toHaveLength(3);
  expect(changes).toBeGreaterThan(0);
}, 180_000);
