/** A CRM whose rounds take longer than the interval has this part of it to itself. */
const LEAST_PAUSE = 0.25;

/** Rounds begin an interval apart. @returns how long to wait after one that took so long. */
export function pauseAfter(tookMs: number, pollEveryMs: number): number {
  return Math.max(LEAST_PAUSE * pollEveryMs, pollEveryMs - tookMs);
}
