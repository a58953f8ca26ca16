import type { AlertBody } from '../domain/alert.js';

/** A way to reach a person. */
export interface AlertChannel {
  /** Stable as long as it leads to the same place; holds no secret. */
  readonly name: string;
  /**
   * Resolves once the receiver has it.
   * @param id the same for every try, so that a receiver can tell a repetition.
   * @throws Error with a reason that may be shown.
   */
  send(id: string, body: AlertBody): Promise<void>;
}
