import type { CaseRef, DeliveryState } from './delivery.js';
import type { RequestStatus } from './service-request.js';

/** What a canary has passed so far, in this order. */
export const CANARY_STATIONS = ['started', 'made', 'seen', 'close sent', 'ended'] as const;
export type CanaryStation = (typeof CANARY_STATIONS)[number];

/** One canary: a report that the bridge filed itself, and how far it came. */
export interface Canary {
  readonly id: string;
  readonly connection: string;
  /** Of its request: what the CRM knows it by. */
  readonly publicId: string;
  readonly startedAt: Date;
  /** Later than this the round trip is late. */
  readonly deadlineAt: Date;
  /** The CRM made its case. */
  readonly madeAt?: Date;
  readonly caseRef?: CaseRef;
  /** The case was read back. */
  readonly seenAt?: Date;
  /** The CRM took our word that it is closed. */
  readonly closeSentAt?: Date;
  readonly endedAt?: Date;
  readonly outcome?: 'ok' | 'failed';
  /** Why it failed, what it waits for, or what could not be done. */
  readonly detail?: string;
}

/** One that is under way, and what the store knows of its request. */
export interface CanaryUnderWay extends Canary {
  readonly deliveryId: string;
  readonly deliveryState: DeliveryState;
  readonly deliveryError?: string;
  /** When its case was made, as the deliveries have it. */
  readonly caseMadeAt?: Date;
  /** The CRM has told something of the case by itself, or when its turn to be asked for came. */
  readonly isHeard: boolean;
  readonly status: RequestStatus;
}

/** What can be done with a case at this connection. */
export interface CanaryMeans {
  /** It can be read back when one asks; else one waits for what the CRM tells. */
  readonly canLook: boolean;
  /** The CRM tells what becomes of cases: asked, by polling, or by itself. */
  readonly tells: boolean;
  /** Absent: why it stays open there. */
  readonly closes: true | { readonly not: string };
}

/** What is to be done next. */
export type CanaryStep =
  | { readonly is: 'wait' | 'note the case' | 'look' | 'note that it was seen' | 'close' }
  | { readonly is: 'end'; readonly outcome: 'ok' | 'failed'; readonly detail?: string };

/** A case that was made and not seen or closed for so long is given up: the next one tells more. */
const GIVEN_UP_AFTER_MS = 24 * 60 * 60 * 1000;
const NOT_TAKEN: readonly DeliveryState[] = ['dead', 'cancelled', 'unknown'];

export function nextCanaryStep(canary: CanaryUnderWay, means: CanaryMeans, now: Date): CanaryStep {
  if (!canary.madeAt) return untilMade(canary);
  const isOld = now.getTime() - canary.madeAt.getTime() > GIVEN_UP_AFTER_MS;
  if (!canary.seenAt) return isOld ? failed('the case was not seen in the CRM within a day') : untilSeen(canary, means);
  if (means.closes !== true) return { is: 'end', outcome: 'ok', detail: means.closes.not };
  if (!canary.closeSentAt) return isOld ? failed('the CRM did not take within a day that the case is closed') : { is: 'close' };
  if (canary.status === 'closed') return { is: 'end', outcome: 'ok' };
  if (!means.tells) return { is: 'end', outcome: 'ok', detail: 'the CRM tells nobody that the case is closed' };
  return isOld ? failed('the CRM did not tell within a day that the case is closed, in a word that a status rule knows') : WAIT;
}

/** How far it came. */
export function stationOf({ madeAt, seenAt, closeSentAt, endedAt }: Canary): CanaryStation {
  const passed = [madeAt, seenAt, closeSentAt].filter(Boolean).length;
  return endedAt ? 'ended' : CANARY_STATIONS[passed]!;
}

const WAIT: CanaryStep = { is: 'wait' };

function failed(detail: string): CanaryStep {
  return { is: 'end', outcome: 'failed', detail };
}

function untilMade({ caseMadeAt, deliveryState, deliveryError }: CanaryUnderWay): CanaryStep {
  if (caseMadeAt) return { is: 'note the case' };
  if (!NOT_TAKEN.includes(deliveryState)) return WAIT;
  return failed(`its delivery is ${deliveryState}${deliveryError ? `: ${deliveryError}` : ''}`);
}

function untilSeen({ isHeard }: CanaryUnderWay, { canLook }: CanaryMeans): CanaryStep {
  if (isHeard) return { is: 'note that it was seen' };
  return canLook ? { is: 'look' } : WAIT;
}
