import { type AdapterError, TransientError, UnavailableError } from '../adapter-kit/errors.js';
import { nextPauseMs } from '../domain/backoff.js';
import type { ConnectionDeliverySettings } from '../settings/jurisdiction-settings.js';
import type { ClaimedDelivery } from '../store/claim.js';
import type { ConnectionVerdict, Outcome } from '../store/settle.js';

export interface Failure {
  readonly error: AdapterError;
  /** The call that may make a case had begun. */
  readonly sending: boolean;
}

/** What becomes of the delivery, and what the failure says of the connection. */
export interface Judgement {
  readonly outcome: Exclude<Outcome, { is: 'delivered' }>;
  readonly verdict: ConnectionVerdict;
}

/**
 * The whole retry policy (design section 6). `unavailable` and `misconfigured` never die of age: the report is fine, the connection is not. A report
 * that dies of age although its case may exist goes before a person instead.
 */
export function judge(failure: Failure, delivery: ClaimedDelivery, settings: ConnectionDeliverySettings, now: Date): Judgement {
  return { outcome: outcomeOf(failure, delivery, settings, now), verdict: verdictOn(failure, settings) };
}

function outcomeOf(
  { error, sending }: Failure,
  delivery: ClaimedDelivery,
  settings: ConnectionDeliverySettings,
  now: Date,
): Judgement['outcome'] {
  const { kind, message: reason } = error;
  // While we only looked, what an earlier attempt left behind is as uncertain as before.
  const mayExist = sending ? kind === 'unknown' : delivery.mayExist;
  if (kind === 'rejected' && sending) return { is: 'dead', kind, reason };
  if (kind === 'unavailable') return { is: 'retry', kind, reason, mayExist, pauseMs: 0, keepsPlace: true };
  const tooOld = delivery.firstFailedAt && now.getTime() - delivery.firstFailedAt.getTime() > settings.ageLimitMs;
  if (tooOld && kind !== 'misconfigured') return { is: mayExist ? 'unknown' : 'dead', kind, reason };
  // A lost answer is looked for as soon as the CRM can have finished; only then does waiting longer make sense.
  if (mayExist && sending) return { is: 'retry', kind, reason, mayExist, pauseMs: settings.settleMs };
  const asked = error instanceof TransientError ? error.retryAfterMs : undefined;
  const pauseMs = Math.max(asked ?? 0, nextPauseMs(settings, delivery.lastBackoffMs));
  return { is: 'retry', kind, reason, mayExist, pauseMs, asked: asked !== undefined };
}

/** A refusal is an answer: the connection is well. What is wrong with it as a whole opens the breaker at once, anything else by its number in a row. */
function verdictOn({ error }: Failure, settings: ConnectionDeliverySettings): ConnectionVerdict {
  if (error.kind === 'rejected') return { is: 'answers' };
  const atOnce = error.kind === 'unavailable' || error.kind === 'misconfigured';
  return { is: 'failed', threshold: atOnce ? 1 : settings.breakerFailures, probeInMs: probePauseMs(error, settings, undefined) };
}

/** Until the CRM is asked (again) whether it is back, in milliseconds; at least as long as it asked for. */
export function probePauseMs(error: unknown, settings: ConnectionDeliverySettings, lastPauseMs: number | undefined): number {
  const { breakerPauseMinMs: backoffMinMs, breakerPauseMaxMs: backoffMaxMs } = settings;
  const asked = error instanceof TransientError || error instanceof UnavailableError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, nextPauseMs({ backoffMinMs, backoffMaxMs }, lastPauseMs));
}
