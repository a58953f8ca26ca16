import type { Connection } from '../connections/connection.js';

/** A lease outlives the calls it covers by this, so that only a dead worker's claim is ever taken over; less where calls are short. */
const MARGIN_MS = 15_000;
/** Look, then send. */
const CALLS_IN_AN_ATTEMPT = 2;

/** How long this process has what it claimed, by the clock that nobody sets (`performance.now()`). */
export interface Lease {
  readonly endsAt: number;
}

export function leaseMsOf({ settings: { delivery } }: Connection): number {
  return delivery.callTimeoutMs * CALLS_IN_AN_ATTEMPT + Math.min(MARGIN_MS, delivery.callTimeoutMs);
}
