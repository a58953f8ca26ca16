import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError, RejectedError } from '../../../src/adapter-kit/errors.js';
import type { Values } from '../settings/variables.js';
import type { Answer } from './answer.js';

/** Calls the operations of one connection, by the names they have in its settings. */
export interface OperationRunner {
  /**
   * One call, with session, headers and a new log-in where they are due. Resolves for a success alone.
   * @param values what templates know; names as in `VARIABLES`. credentials, session, tables, operation and now are added.
   * @throws AdapterError; among them `AlreadyThere` and `WrongOrder`, which are rejections for whoever does not look.
   */
  run(operation: string, values: Values, context: CallContext): Promise<Answer>;
  /** Whether an operation changes something. */
  isWrite(operation: string): boolean;
}

/** The CRM has what was to be made: meaning `exists`. */
export class AlreadyThere extends RejectedError {}

/** The CRM does not take our time or order: meaning `order`. */
export class WrongOrder extends RejectedError {}

/** Neither credentials nor session were accepted: meaning `authentication`. The call was not executed. */
export class AuthenticationRefused extends MisconfiguredError {}
