import { brand } from './brand.js';
import { type AdapterError, MisconfiguredError, OutcomeUnknownError, TransientError } from './errors.js';
import { remedyFor } from './http/remedies.js';

/** No whole answer came: refused, cut, timed out, too large. */
@brand('HttpFailure')
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  constructor(
    message: string,
    /** Node's code or ours, such as `ECONNREFUSED` or `ANSWER_TOO_LARGE`. */
    readonly code: string | undefined,
    /** The connection stood, so the request may have reached the CRM. */
    readonly sent: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const CERTIFICATE_PROBLEMS = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Node's code says that a TLS certificate was not accepted. */
export function isCertificateProblem(code: string | undefined): boolean {
  return code !== undefined && CERTIFICATE_PROBLEMS.has(code);
}

/**
 * What the call was for decides what silence means: a read can simply be asked again, a write may have been done. Where an operator has to act, and
 * the request certainly was not processed, it is a misconfiguration, and the message says what to do.
 */
export function silenceOf(failure: HttpFailure, purpose: 'read' | 'write'): AdapterError {
  const options = { cause: failure };
  const remedy = remedyFor(failure);
  if (remedy !== undefined) return new MisconfiguredError(`${remedy}: ${failure.message}`, options);
  if (!failure.sent) return new TransientError(`the CRM could not be reached: ${failure.message}`, undefined, options);
  if (purpose === 'read') return new TransientError(`the CRM did not answer: ${failure.message}`, undefined, options);
  return new OutcomeUnknownError(`the CRM's answer was lost: ${failure.message}`, options);
}

const SENT_ELSEWHERE_TO_READ = new Set([301, 302, 303]);

/**
 * A redirect that may come from the application itself, after it did what a write asked for: 303 says so, and servers say it by 301 and 302 too (RFC
 * 9110, 15.4.2 to 15.4.4). 307 and 308 ask for the same request elsewhere, so nothing was done.
 */
export function mayFollowAWrite(status: number): boolean {
  return SENT_ELSEWHERE_TO_READ.has(status);
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (!header) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
