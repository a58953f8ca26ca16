import {
  type AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
} from '../../src/adapter-kit/errors.js';
import type { HttpAnswer } from '../../src/adapter-kit/http.js';
import { mayFollowAWrite, retryAfterMs } from '../../src/adapter-kit/http-failure.js';
import type { GeoReportEntry } from './open311.records.js';

export type Purpose = 'read' | 'write';

const WORDS_LIMIT = 1000;
const CREDENTIALS_REFUSED = [401, 403, 407];
/** The server says that it did not process the request. */
const NOT_NOW = [408, 425, 429, 503];

/**
 * What an answer says went wrong (contract section 5): by HTTP, and by entries that are errors though the status says otherwise. A 404 that is
 * no GeoReport answer comes from a wrong address.
 * @param entries undefined: the answer could not be read.
 */
export function failureOf(
  { status, headers, text }: HttpAnswer,
  entries: readonly GeoReportEntry[] | undefined,
  purpose: Purpose,
): AdapterError | undefined {
  const words = `HTTP ${status}: ${(entries ? wordsOf(entries) : undefined) ?? unread(text, headers)}`.slice(0, WORDS_LIMIT);
  const refused = purpose === 'write' ? new RejectedError(words) : new MisconfiguredError(words);
  if (status >= 200 && status < 300) {
    if (entries) return entries.some(isError) ? refused : undefined;
    return purpose === 'write' ? new OutcomeUnknownError(words) : new TransientError(words);
  }
  if (CREDENTIALS_REFUSED.includes(status)) return new MisconfiguredError(words);
  if (NOT_NOW.includes(status)) return new TransientError(words, retryAfterMs(headers['retry-after'], new Date()));
  if (status >= 500) return purpose === 'write' ? new OutcomeUnknownError(words) : new TransientError(words);
  if (purpose === 'write' && mayFollowAWrite(status)) return new OutcomeUnknownError(words);
  return entries ? refused : new MisconfiguredError(words);
}

function isError({ fields }: GeoReportEntry): boolean {
  return fields['code'] !== undefined && fields['description'] !== undefined && !('service_request_id' in fields);
}

function wordsOf(entries: readonly GeoReportEntry[]): string | undefined {
  const said = entries.filter(isError).map(({ fields }) => fields['description']);
  return said.length > 0 ? said.join('; ') : undefined;
}

/** Its text may repeat what was sent; an attempt's record has it without. */
function unread(text: string, headers: Readonly<Record<string, string>>): string {
  return `${text.length} characters of ${headers['content-type'] ?? 'no declared type'} that are no GeoReport answer`;
}
