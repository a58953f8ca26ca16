import type { AdapterLogger } from '../../src/adapter-kit/adapter.js';
import {
  type AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
} from '../../src/adapter-kit/errors.js';
import type { HttpAnswer } from '../../src/adapter-kit/http.js';
import { mayFollowAWrite, retryAfterMs } from '../../src/adapter-kit/http-failure.js';
import { readSoap, type SoapMessage } from '../../src/adapter-kit/xml/soap.js';
import { XmlError } from '../../src/adapter-kit/xml/xml-error.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import { AuthenticationRefused, faultError, wordsOf } from './lagan.faults.js';
import type { LaganSettings } from './lagan.settings.js';

/** A read can be asked again; a write whose answer is missing may have been done. */
export type Purpose = 'read' | 'write';

const CREDENTIALS_REFUSED = new Set([401, 403, 407]);
/** The server gave up on a request of which it may have seen anything. */
const GAVE_UP = new Set([408, 425]);
/** There is something else at this address. */
const WRONG_ADDRESS = new Set([404, 405, 410, 415, 421, 426]);

/** Tells answers, refusals and noise apart, as contract section 7 suggests. */
export class LaganAnswers {
  constructor(private readonly settings: Pick<LaganSettings, 'faults' | 'failingStatuses'>) {}

  /** @throws AdapterError for everything but a normal SOAP answer. */
  read(answer: HttpAnswer, purpose: Purpose, logger: AdapterLogger): SoapMessage {
    const message = soapIn(answer.text);
    if (message instanceof XmlError) throw oddAnswer(answer, describe(answer.text, message), purpose);
    if (message.fault)
      throw (
        faultError(message.fault, answer.status, this.settings.faults) ??
        lost(`a fault: ${wordsOf(message.fault).message}`, purpose)
      );
    if (answer.status < 200 || answer.status >= 300) throw oddAnswer(answer, 'an envelope without a fault', purpose);
    this.checkStatus(message, logger);
    return message;
  }

  /** No client of Lagan's is known to read the status; what it means is the site's to say (contract section 6). */
  private checkStatus({ content }: SoapMessage, logger: AdapterLogger): void {
    const text = content?.text.trim() ?? '';
    if (!content?.name.endsWith('Response') || !/^-?\d+$/.test(text)) return;
    const status = Number(text);
    if (this.settings.failingStatuses.includes(status)) throw new RejectedError(`the CRM answered with status ${status}`);
    if (status !== 0)
      logger.warn({ answer: content.name, status }, 'the CRM answered with a status other than 0; taken as success');
  }
}

/** What went wrong after everything was sent. */
export function lost(what: string, purpose: Purpose): AdapterError {
  return purpose === 'read'
    ? new TransientError(`the CRM answered with ${what}`)
    : new OutcomeUnknownError(`the CRM may have done it, but answered with ${what}`);
}

/** Of a case that was there: nil says so in so many words. An empty root may say the same (contract section 7) or be what is left of an answer: it is asked again. */
export function noLongerKnown(caseRef: CaseRef): RejectedError {
  return new RejectedError(`the CRM does not know the case ${caseRef} any more`);
}

function soapIn(text: string): SoapMessage | XmlError {
  try {
    return readSoap(text);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
}

/** No fault, so it was not the application that spoke, but a proxy, a container or a breakdown. */
function oddAnswer({ status, headers }: HttpAnswer, what: string, purpose: Purpose): AdapterError {
  const told = `HTTP ${status} and ${what}`;
  if (CREDENTIALS_REFUSED.has(status)) return new AuthenticationRefused(`our credentials were refused: ${told}`);
  if (status === 429) return new TransientError(`too many calls: ${told}`, retryAfterMs(headers['retry-after'], new Date()));
  // A gateway's way to its log-in page, or a front's to the case it has just made: the next look says which.
  if (purpose === 'write' && mayFollowAWrite(status)) return lost(told, purpose);
  if ((status >= 300 && status < 400) || WRONG_ADDRESS.has(status))
    return new MisconfiguredError(`no FL service at this address: ${told}`);
  if (status >= 400 && status < 500 && !GAVE_UP.has(status)) return new RejectedError(`refused before the CRM saw it: ${told}`);
  // A 503 mostly means that nothing was done, but a proxy may also give up on a server that has done the work: for a write, looking costs
  // one search, and a second case can't be taken back.
  if (status === 503 && purpose === 'read')
    return new TransientError(`the CRM is not available: ${told}`, retryAfterMs(headers['retry-after'], new Date()));
  return lost(told, purpose);
}

function describe(text: string, error: XmlError): string {
  if (text.trim() === '') return 'nothing';
  return /^\s*(<!doctype html|<html)/i.test(text) ? 'an HTML page' : `something unreadable (${error.message})`;
}
