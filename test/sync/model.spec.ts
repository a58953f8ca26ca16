import { onPostgres } from '../support/stores.js';
import { runHistories } from './model/run-histories.js';

const HISTORIES = 60;

/** More of them: `npm run sync:model -- --histories 10000 --seed 7`. */
it('ends with both sides equal, no update lost or doubled, whatever order, repetition, clock, cap or crash', async () => {
  const store = await onPostgres();
  const defects = await runHistories(store.database, { histories: HISTORIES, seed: 1 }).finally(() => store.close());
  expect(defects).toEqual([]);
}, 120_000);
