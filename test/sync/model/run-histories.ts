import type { Database } from '../../../src/store/database.js';
import { ApiClientStore } from '../../../src/store/api-client.store.js';
import { History } from './history.js';
import { seedHistories } from './seeded.js';

/** As many as a test store has connections: none waits for one, however busy the machine is. */
const AT_ONCE = 8;
const SEEDED_AT_ONCE = 1000;

/**
 * Histories of one seed in one store.
 * @param told is called now and then with how many are done.
 * @returns what is wrong, one line each.
 */
export async function runHistories(
  database: Database,
  { histories, seed }: { histories: number; seed: number },
  told: (done: number) => void = () => undefined,
): Promise<string[]> {
  await new ApiClientStore(database).create('an app');
  const defects: string[] = [];
  for (let first = 0; first < histories; first += SEEDED_AT_ONCE) {
    const end = Math.min(histories, first + SEEDED_AT_ONCE);
    await seedHistories(database, first, end - first);
    let next = first;
    const work = async () => {
      while (next < end) defects.push(...(await new History(database, seed, next++).run()));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    told(end);
  }
  return defects;
}
