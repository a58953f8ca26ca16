import { MisconfiguredError, OutcomeUnknownError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import type { HttpAnswer } from '../../src/adapter-kit/http.js';
import { node } from '../../src/adapter-kit/xml/xml-node.js';
import { LaganAnswers, type Purpose } from './lagan.answers.js';
import { AuthenticationRefused } from './lagan.faults.js';
import { aFault, anAnswer, aSoapAnswer, laganSettings } from '../../test/adapters/a-lagan-site.js';

const logged: object[] = [];
const logger = { info: () => undefined, warn: (fields: object) => void logged.push(fields) };

function failure(answer: HttpAnswer, purpose: Purpose, settings: Readonly<Record<string, unknown>> = {}): unknown {
  try {
    new LaganAnswers(laganSettings(settings)).read(answer, purpose, logger);
  } catch (error) {
    return error;
  }
  throw new Error('it was taken for a normal answer');
}

const HTML = '<!DOCTYPE html><html><head><title>Sign in</title></head></html>';
const SOAP = aSoapAnswer(node('flt:CaseReference', '101'));
const CUT = anAnswer(SOAP.text.slice(0, SOAP.text.length / 2));

describe('an answer that proves nothing', () => {
  it.each([
    ['an HTML page with 200', anAnswer(HTML)],
    ['an HTML page with 502', anAnswer(HTML, 502)],
    ['an HTML page with 504', anAnswer(HTML, 504)],
    ['nothing with 200', anAnswer('')],
    ['half an envelope', CUT],
    ['plain text with 500', anAnswer('Internal Server Error', 500)],
    ['JSON', anAnswer('{"ok":true}')],
    ['an envelope with a document type', anAnswer(`<!DOCTYPE x>${SOAP.text}`)],
    ['an envelope without a fault, with 500', { ...SOAP, status: 500 }],
    ['a request time-out of the server’s', anAnswer(HTML, 408)],
    ['a 503 of a gateway’s', anAnswer(HTML, 503, { 'retry-after': '30' })],
    [
      'a breakdown in an untyped fault',
      aFault({ text: 'java.lang.NullPointerException', faultcode: 'soapenv:Server.userException' }),
    ],
  ])('is asked again for a read, and unknown for a write: %s', (_name, answer) => {
    expect(failure(answer, 'read')).toBeInstanceOf(TransientError);
    expect(failure(answer, 'write')).toBeInstanceOf(OutcomeUnknownError);
  });

  it('says when to ask again, where the CRM does', () => {
    expect(failure(anAnswer(HTML, 503, { 'retry-after': '30' }), 'read')).toMatchObject({ retryAfterMs: 30_000 });
  });
});

it.each([301, 302, 303])(
  'after which one reads elsewhere (%d) may have followed the act; for a read it is a wrong address',
  (status) => {
    const redirect = anAnswer('', status, { location: '/fl/login' });
    expect(failure(redirect, 'read')).toBeInstanceOf(MisconfiguredError);
    expect(failure(redirect, 'write')).toBeInstanceOf(OutcomeUnknownError);
  },
);

describe.each(['read', 'write'] as const)('an answer that proves that nothing was done, to a %s', (purpose) => {
  it.each([
    ['429', anAnswer(HTML, 429, { 'retry-after': '2' }), TransientError],
    ['401 without a fault', anAnswer(HTML, 401), AuthenticationRefused],
    ['403 without a fault', anAnswer('', 403), AuthenticationRefused],
    ['401 with a fault', aFault({ message: 'No', code: 5 }, 401), AuthenticationRefused],
    ['404', anAnswer(HTML, 404), MisconfiguredError],
    ['a redirect of the call itself', anAnswer('', 308, { location: 'https://crm.example/fl' }), MisconfiguredError],
    ['413', anAnswer(HTML, 413), RejectedError],
    ['a typed fault', aFault({ message: 'No such code', code: 4003 }), RejectedError],
    ['a typed fault with 200', aFault({ message: 'No such code', code: 4003 }, 200), RejectedError],
    ['a WS-Security fault', aFault({ text: 'no', faultcode: 'wsse:FailedAuthentication' }), AuthenticationRefused],
    ['words of authentication', aFault({ message: 'Authentication failed for open311', code: 17 }), AuthenticationRefused],
    ['an expired session', aFault({ text: 'The token has expired', faultcode: 'soapenv:Server' }), AuthenticationRefused],
    [
      'an unreadable value',
      aFault({ text: 'org.xml.sax.SAXException: bad number', faultcode: 'soapenv:Server.userException' }),
      RejectedError,
    ],
    ['a fault of the sender’s', aFault({ text: 'what?', faultcode: 'soapenv:Client' }), RejectedError],
    [
      'an element of the newer contract',
      aFault({ text: 'SAXException: Invalid element in FWTCaseSearch - LastModifiedDateTo' }),
      MisconfiguredError,
    ],
  ])('is %s', (_name, answer, expected) => {
    expect(failure(answer, purpose)).toBeInstanceOf(expected);
    expect(failure(answer, purpose)).not.toBeInstanceOf(OutcomeUnknownError);
  });

  it('gives the remedy where the generations differ', () => {
    const answer = aFault({ text: 'SAXException: Invalid element in FWTCaseSearch - LastModifiedDateTo' });
    expect((failure(answer, purpose) as Error).message).toMatch(/contract: older/);
  });
});

describe('the words of a fault', () => {
  const message = (told: Parameters<typeof aFault>[0]) => (failure(aFault(told), 'write') as Error).message;

  it.each([
    [{ message: 'No such code', info: 'ask the desk', code: 1, text: 'generic' }, 'No such code: ask the desk'],
    [{ info: 'only this', code: 1, text: 'generic' }, 'only this'],
    [{ code: 42, text: 'generic' }, 'generic'],
    [{ code: 42 }, 'error code 42'],
    [{ text: '', faultcode: 'soapenv:Client.odd' }, 'soapenv:Client.odd'],
  ])('%j are told as %s', (told, expected) => expect(message(told)).toBe(expected));

  it('never are host names and stack traces', () => {
    expect(message({ text: 'SAXException', faultcode: 'soapenv:Client' })).not.toContain('crm01');
  });
});

describe('what the site says of its own codes', () => {
  const faults = {
    authenticationCodes: [1],
    transientCodes: [2],
    finalCodes: [3],
    transientPatterns: ['deadlock|locked'],
    finalPatterns: ['never'],
  };
  it.each([
    [{ message: 'x', code: 1 }, AuthenticationRefused],
    [{ message: 'x', code: 2 }, TransientError],
    [{ message: 'Authentication failed, but the code is final', code: 3 }, RejectedError],
    [{ message: 'Row LOCKED by jsmith', code: 99 }, TransientError],
    [{ text: 'ORA-00060: deadlock detected', faultcode: 'soapenv:Server.userException' }, TransientError],
    [{ text: 'never', faultcode: 'soapenv:Server.userException' }, RejectedError],
    [{ message: 'x', code: 4 }, RejectedError],
  ])('goes for %j', (told, expected) => expect(failure(aFault(told), 'write', { faults })).toBeInstanceOf(expected));
});

describe('the status of a normal answer', () => {
  const status = (value: string) => aSoapAnswer(node('flt:FWTCaseUpdateResponse', value));
  const read = (answer: HttpAnswer, settings = {}) => new LaganAnswers(laganSettings(settings)).read(answer, 'write', logger);

  it('is success whatever the number, and logged unless 0', () => {
    logged.length = 0;
    read(status('0'));
    expect(logged).toEqual([]);
    read(status('1'));
    expect(logged).toEqual([{ answer: 'FWTCaseUpdateResponse', status: 1 }]);
  });

  it('is failure where the site says so', () => {
    expect(() => read(status('1'), { failingStatuses: [1] })).toThrow(RejectedError);
    expect(() => read(status('2'), { failingStatuses: [1] })).not.toThrow();
  });
});
