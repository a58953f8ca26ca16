import { pauseAfter } from './pause-after.js';

it('begins rounds an interval apart, and never leaves a slow CRM without a pause', () => {
  expect([0, 300, 800, 1000, 60_000].map((tookMs) => pauseAfter(tookMs, 1000))).toEqual([1000, 700, 250, 250, 250]);
});
