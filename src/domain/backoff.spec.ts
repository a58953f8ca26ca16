import { nextPauseMs } from './backoff.js';

const limits = { backoffMinMs: 5_000, backoffMaxMs: 1_800_000 };

it('never pauses for less than the least pause or more than the greatest', () => {
  expect(nextPauseMs(limits, undefined, () => 0)).toBe(5_000);
  expect(nextPauseMs(limits, 1_500_000, () => 0.999)).toBe(1_800_000);
});

it('grows to at most three times the last pause', () => {
  expect(nextPauseMs(limits, 10_000, () => 1)).toBe(30_000);
  expect(nextPauseMs(limits, 10_000, () => 0.5)).toBe(17_500);
});

it('spreads retries that failed together', () => {
  const pauses = new Set(Array.from({ length: 50 }, () => nextPauseMs(limits, 60_000)));
  expect(pauses.size).toBeGreaterThan(40);
});
