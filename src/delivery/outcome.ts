import { AdapterError, RejectedError, TransientError, UnavailableError } from '../adapter-kit/errors.js';
import type { ConnectionDeliverySettings } from '../settings/settings.js';
import type { ClaimedDelivery, Outcome } from '../store/delivery.store.js';
import { nextPauseMs } from '../domain/backoff.js';

/** An earlier attempt may have made a case, and the CRM can't say: a person decides. */
export class EarlierCaseUnknowable extends Error {}

export interface Failure {
  readonly error: unknown;
  /** The call that may make a case had begun. */
  readonly creating: boolean;
}

/**
 * The whole retry policy (design section 6). What is not an `AdapterError` is a bug of ours: if a case may exist, look before sending again.
 * `unavailable` and `misconfigured` never die of age: the report is fine, the connection is not.
 */
export function outcomeOf(
  { error, creating }: Failure,
  delivery: ClaimedDelivery,
  settings: ConnectionDeliverySettings,
  now: Date,
): Exclude<Outcome, { is: 'delivered' }> {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof EarlierCaseUnknowable) return { is: 'unknown', kind: 'unknown', reason };
  const kind = error instanceof AdapterError ? error.kind : 'unknown';
  // While we only looked, what an earlier attempt left behind is as uncertain as before.
  const mayExist = creating ? kind === 'unknown' : delivery.mayExist;
  if (error instanceof RejectedError && creating) return { is: 'dead', kind, reason };
  const tooOld = now.getTime() - delivery.createdAt.getTime() > settings.ageLimitMs;
  if (tooOld && kind !== 'unavailable' && kind !== 'misconfigured') return { is: mayExist ? 'unknown' : 'dead', kind, reason };
  return { is: 'retry', kind, reason, mayExist, pauseMs: pauseMs(error, mayExist && creating, delivery, settings) };
}

function pauseMs(error: unknown, justLost: boolean, delivery: ClaimedDelivery, settings: ConnectionDeliverySettings): number {
  // A lost answer is looked for as soon as the CRM can have finished; only then does waiting longer make sense.
  if (justLost) return settings.settleMs;
  const asked = error instanceof TransientError || error instanceof UnavailableError ? error.retryAfterMs : undefined;
  return Math.max(asked ?? 0, nextPauseMs(settings, delivery.lastBackoffMs));
}
