import type { FailureKind } from '../domain/delivery.js';
import { brand } from './brand.js';

/** Everything an adapter may throw. `kind` decides what delivery does; `message` is for an operator, `cause` for a developer. */
@brand('AdapterError')
export abstract class AdapterError extends Error {
  abstract readonly kind: FailureKind;
  override get name(): string {
    return this.constructor.name;
  }
}

/** Not taken, and may be later: refused connection, 429, 503. The CRM certainly has nothing. */
@brand('TransientError')
export class TransientError extends AdapterError {
  readonly kind = 'transient';
  /** @param retryAfterMs what the CRM asked for, in milliseconds. */
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The CRM as a whole is not there: maintenance, closed hours. Burns no attempts. */
@brand('UnavailableError')
export class UnavailableError extends AdapterError {
  readonly kind = 'unavailable';
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Understood and refused. The same request gets the same answer; `message` carries the CRM's own words. */
@brand('RejectedError')
export class RejectedError extends AdapterError {
  readonly kind = 'rejected';
}

/** Nothing will be taken until an operator acts: credentials, certificate, an unknown form. The CRM certainly has nothing. */
@brand('MisconfiguredError')
export class MisconfiguredError extends AdapterError {
  readonly kind = 'misconfigured';
}

/** The CRM may have done it. Nothing is sent again before `findCase` has looked. */
@brand('OutcomeUnknownError')
export class OutcomeUnknownError extends AdapterError {
  readonly kind = 'unknown';
}
