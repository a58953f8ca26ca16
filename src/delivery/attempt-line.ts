import type { DeliveryStep, FailureKind } from '../domain/delivery.js';
import type { AttemptOutcome } from '../telemetry/telemetry.js';

/** A CRM's words may be a whole page; the attempt's record has them all. */
const LONGEST_REASON = 500;

/** What one attempt came to, for its line in the log. */
export interface AttemptReported {
  readonly deliveryId: string;
  /** The public one. */
  readonly requestId: string;
  readonly connection: string;
  readonly step: DeliveryStep;
  /** From 1. */
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
  readonly kind?: FailureKind;
  /** Without secrets and without what the reporter told of himself. */
  readonly reason?: string;
  readonly tookMs: number;
  /** Absent: nothing is traced. */
  readonly traceId?: string;
  /** False: another worker had taken the delivery over, and its record stands. */
  readonly written: boolean;
}

export interface LogLine {
  /** `error`: a person must act. `warn`: it heals itself. */
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, string | number>>;
  readonly message: string;
}

const MESSAGES: Readonly<Record<AttemptOutcome, string>> = {
  delivered: 'delivered',
  adopted: 'an earlier attempt had done it',
  retry: 'the attempt failed and will be made again',
  dead: 'the delivery is a dead letter: an operator decides',
  unknown: 'nobody can tell whether the CRM has it: an operator decides',
  cancelled: 'the delivery was cancelled',
  'handed back': 'nothing is wrong with it: it was handed back',
};

/** The one line of an attempt: always the same fields in the same order, those without a value left out. */
export function attemptLine({ written, ...reported }: AttemptReported): LogLine {
  const { deliveryId, requestId, connection, step, attempt, outcome, kind, reason, tookMs, traceId } = reported;
  const all = {
    event: 'delivery.attempted',
    deliveryId,
    requestId,
    connection,
    step,
    attempt,
    outcome,
    kind,
    reason: reason?.slice(0, LONGEST_REASON),
    tookMs,
    traceId,
  };
  const fields = Object.fromEntries(
    Object.entries(all).filter((each): each is [string, string | number] => each[1] !== undefined),
  );
  if (!written) return { level: 'warn', fields, message: 'another worker has taken this delivery over; its record stands' };
  return { level: levelOf(outcome, kind), fields, message: messageOf(outcome, kind) };
}

function levelOf(outcome: AttemptOutcome, kind: FailureKind | undefined): LogLine['level'] {
  if (outcome === 'dead' || outcome === 'unknown' || kind === 'misconfigured') return 'error';
  return outcome === 'retry' ? 'warn' : 'info';
}

function messageOf(outcome: AttemptOutcome, kind: FailureKind | undefined): string {
  const isHeld = outcome === 'retry' && kind === 'misconfigured';
  return isHeld ? 'the CRM takes nothing until an operator acts; the delivery waits' : MESSAGES[outcome];
}
