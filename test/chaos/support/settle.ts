import { setTimeout as sleep } from 'node:timers/promises';
import { SETTLE_WITHIN_MS, STANDSTILL_MS } from './round-options.js';
import type { StoreView } from './store-view.js';

const LOOK_EVERY_MS = 200;

/** Waits until no delivery is on its way. @returns a defect when that does not come. */
export async function untilSettled(store: StoreView): Promise<string | undefined> {
  const deadline = performance.now() + SETTLE_WITHIN_MS;
  let last = '';
  let movedAt = performance.now();
  while (performance.now() < deadline) {
    const { moving, words } = await store.motion();
    if (moving === 0) return undefined;
    if (words !== last) movedAt = performance.now();
    last = words;
    if (performance.now() - movedAt > STANDSTILL_MS) break;
    await sleep(LOOK_EVERY_MS);
  }
  return `not settled: ${last}\n${await store.standstill()}`;
}
