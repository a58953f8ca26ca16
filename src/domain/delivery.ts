/** The steps of one request to one connection, in the order in which they run. */
export const DELIVERY_STEPS = ['create_case', 'attach_media', 'add_note', 'update_case'] as const;
export type DeliveryStep = (typeof DELIVERY_STEPS)[number];

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
