import type { AttributeAnswer, Point } from './service-request.js';

/** The steps of one request to one connection, in the order in which they run. */
export const DELIVERY_STEPS = ['create_case', 'attach_media', 'add_note', 'update_case'] as const;
export type DeliveryStep = (typeof DELIVERY_STEPS)[number];

/** Positions of steps in their lane: the case, the report's pictures, then each client's update in a stretch of its own. */
export const CASE_POSITION = 1;
export const FIRST_PICTURE_POSITION = 2;
/** The n-th update has the positions from n times this on. */
export const STEPS_OF_AN_UPDATE = 1000;

/**
 * `pending`: the CRM certainly has nothing of this step. `sending`: it may have; `findCase` is asked before anything is sent again.
 * `unknown`: only a person can tell. `delivered`, `dead` and `cancelled` are final.
 */
export const DELIVERY_STATES = ['pending', 'sending', 'delivered', 'unknown', 'dead', 'cancelled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why a call to a CRM failed: a closed set, which alone decides what happens next (see `adapter-kit/errors`). */
export const FAILURE_KINDS = ['transient', 'unavailable', 'rejected', 'misconfigured', 'unknown'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** The CRM's own reference of a case: opaque text. */
export type CaseRef = string;

/** `open`: nothing is sent but a probe at a time. `half_open`: the probe succeeded, one delivery at a time. */
export const BREAKER_STATES = ['closed', 'open', 'half_open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** What is done when only a person could tell whether an earlier attempt reached the CRM. */
export const UNKNOWN_POLICIES = ['ask', 'resend', 'adopt-nearest'] as const;
export type UnknownPolicy = (typeof UNKNOWN_POLICIES)[number];

/** What an operator may change of a report for one destination; the public record stays as it is. */
export interface ReportOverrides {
  readonly serviceCode?: string;
  /** Goes with the code. */
  readonly serviceName?: string;
  readonly description?: string;
  readonly address?: string;
  readonly addressId?: string;
  readonly point?: Point;
  readonly attributes?: readonly AttributeAnswer[];
}
