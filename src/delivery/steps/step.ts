import type { CallContext, CaseCandidate } from '../../adapter-kit/adapter.js';
import type { CaseRef } from '../../domain/delivery.js';

/** What an earlier attempt left in the CRM. */
export type Looked =
  | {
      readonly is: 'found';
      readonly caseRef: CaseRef;
      /** Calls of `send` that come after it may be missing. */
      readonly unfinished?: boolean;
    }
  | { readonly is: 'absent' }
  | { readonly is: 'unknowable'; readonly reason: string; readonly candidates?: readonly CaseCandidate[] };

/** One step of one request, ready to be looked for and sent. */
export interface Step {
  /** Asked when the CRM may have it already. @param since no attempt was made before. */
  look(since: Date, context: CallContext): Promise<Looked>;
  /** @returns the case it is in. */
  send(context: CallContext): Promise<CaseRef>;
  /** Values to be masked wherever anything is shown: what people told of themselves. */
  readonly personal: readonly string[];
  /** The report has pictures that may become steps of their own. */
  readonly hasPictures: boolean;
}

/** There is nothing to send, now or ever, and nothing is wrong with the connection. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  /** @param retryInMs absent: never. */
  constructor(
    reason: string,
    readonly retryInMs?: number,
  ) {
    super(reason);
  }
}
