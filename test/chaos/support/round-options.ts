export interface RoundOptions {
  readonly seed: number;
  readonly reports: number;
  readonly queue: 'redis' | 'postgres';
  /** `lagan` can look for a case, `no-search` (mail) can't. */
  readonly adapter: 'lagan' | 'no-search';
}

export const CALL_TIMEOUT_MS = 1500;
/** A claim covers a look and a sending, and one call more in reserve. */
export const LEASE_MS = 3 * CALL_TIMEOUT_MS;
/** What one round may take until everything is settled, from the last fault on. */
export const SETTLE_WITHIN_MS = 180_000;
/** Nothing moved for so long: it never will. */
export const STANDSTILL_MS = 45_000;
