import { AdapterError, OutcomeUnknownError, TransientError } from '../adapter-kit/errors.js';
import type { WatchedHttpClient } from '../adapter-kit/http.js';
import { HttpFailure, silenceOf } from '../adapter-kit/http-failure.js';

/**
 * What an adapter threw, as one of the five kinds. What it did not classify is told by when it failed: before the first byte was sent the CRM certainly
 * has nothing; afterwards, or where the bridge can't know (an adapter that has a wire of its own), it may have done everything.
 */
export function classified(error: unknown, http: Pick<WatchedHttpClient, 'used' | 'sent'>): AdapterError {
  if (error instanceof AdapterError) return error;
  if (error instanceof HttpFailure && !http.sent) return silenceOf(error, 'write');
  const reason = textOf(error);
  if (http.used && !http.sent) return new TransientError(reason, undefined, { cause: error });
  return new OutcomeUnknownError(reason, { cause: error });
}

function textOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return typeof error === 'string' ? error : `the adapter threw ${String(error)}, which says nothing`;
}
