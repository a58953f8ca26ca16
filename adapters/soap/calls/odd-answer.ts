import {
  type AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
} from '../../../src/adapter-kit/errors.js';
import type { HttpAnswer } from '../../../src/adapter-kit/http.js';
import { mayFollowAWrite, retryAfterMs } from '../../../src/adapter-kit/http-failure.js';
import { AuthenticationRefused } from './operation-runner.js';

type Purpose = 'read' | 'write';

const CREDENTIALS_REFUSED = new Set([401, 403, 407]);
/** The server gave up on a request of which it may have seen anything. */
const GAVE_UP = new Set([408, 425]);
/** There is something else at this address. */
const WRONG_ADDRESS = new Set([404, 405, 410, 415, 421, 426]);

/** What went wrong after everything was sent. */
export function lost(what: string, purpose: Purpose): AdapterError {
  return purpose === 'read'
    ? new TransientError(`the CRM answered with ${what}`)
    : new OutcomeUnknownError(`the CRM may have done it, but answered with ${what}`);
}

/** No message at all, so it was not the application that spoke, but a proxy, a container or a breakdown. */
export function oddAnswer({ status, headers, text }: HttpAnswer, problem: Error, purpose: Purpose): AdapterError {
  const told = `HTTP ${status} and ${describe(text, problem)}`;
  const retryAfter = () => retryAfterMs(headers['retry-after'], new Date());
  if (CREDENTIALS_REFUSED.has(status)) return new AuthenticationRefused(`our credentials were refused: ${told}`);
  if (status === 429) return new TransientError(`too many calls: ${told}`, retryAfter());
  // A gateway's way to its log-in page, or a front's to the case it has just made: the next look says which.
  if (purpose === 'write' && mayFollowAWrite(status)) return lost(told, purpose);
  if ((status >= 300 && status < 400) || WRONG_ADDRESS.has(status))
    return new MisconfiguredError(`no SOAP service at this address: ${told}`);
  if (status >= 400 && status < 500 && !GAVE_UP.has(status))
    return purpose === 'read'
      ? new MisconfiguredError(`refused before the CRM saw it: ${told}`)
      : new RejectedError(`refused before the CRM saw it: ${told}`);
  // A 503 mostly means that nothing was done, but a proxy may also give up on a server that has done the work.
  if (status === 503 && purpose === 'read') return new TransientError(`the CRM is not available: ${told}`, retryAfter());
  return lost(told, purpose);
}

function describe(text: string, problem: Error): string {
  if (text.trim() === '') return 'nothing';
  return /^\s*(<!doctype html|<html)/i.test(text) ? 'an HTML page' : `something unreadable (${problem.message})`;
}
