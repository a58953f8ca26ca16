import type { Emulator, EmulatorOptions } from '../../../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../../../src/adapter-kit/emulator/ledger.js';
import type { XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { schemaOf } from '../shared/contract.js';
import { htmlPage, soapAnswer, tooManyCalls, XSI } from '../shared/soap-answers.js';
import { SoapFront } from '../shared/soap-front.js';
import { errorAnswer, NAMESPACE, ResultError, resultOf } from './results.js';
import { SESSION_CREDENTIALS, Sessions } from './sessions.js';
import { Records } from './records.js';
import { node } from '../../../../src/adapter-kit/xml/xml-node.js';

export interface SessionLikeOptions extends EmulatorOptions {
  /** After how many calls a session is over; default: never. */
  readonly sessionCalls?: number;
}

const LOGIN_PATH = '/services/login';
const EXPIRED = new ResultError('INVALID_SESSION_ID', 'The session is over or was never known here');

/**
 * `login` brings a token, a cookie and the address at which the session is served; calls need all three. An empty SOAPAction. Whether a call
 * went well stands in the body, and so does that a session is over. Changes come as identifiers. `op=` is the body's element.
 */
export async function startSessionLike(options: SessionLikeOptions = {}): Promise<Emulator> {
  let base = '';
  const { sessionCalls = Infinity } = options;
  const server = await new HttpEmulator(
    (ledger) => new SessionLike(ledger, new Sessions(sessionCalls), () => base),
    options,
  ).start();
  const { controlUrl, controlPort, servicePort, serviceUrl } = server;
  base = serviceUrl;
  const { username, password } = SESSION_CREDENTIALS;
  const settings = { endpoint: `${serviceUrl}${LOGIN_PATH}`, credentials: { username, password } };
  return { controlUrl, controlPort, servicePort, settings, close: () => server.close() };
}

class SessionLike implements EmulatedCrm {
  private readonly front = new SoapFront({
    version: '1.1',
    charset: 'utf-8',
    namespaces: { s: NAMESPACE, xsi: XSI },
    schema: schemaOf('session-like.xsd'),
    actionFor: () => '',
  });
  private readonly records: Records;

  constructor(
    ledger: Ledger,
    private readonly sessions: Sessions,
    private readonly base: () => string,
  ) {
    this.records = new Records(ledger);
  }

  operationOf(request: EmulatedRequest): string {
    return this.front.peek(request)?.name ?? 'unknown';
  }

  answer(request: EmulatedRequest): EmulatedAnswer {
    if (!request.path.startsWith('/services/')) return htmlPage(404, 'Not Found');
    return this.front.answer(() => {
      const { content, header } = this.front.read(request);
      if (content.name === 'login') return this.logIn(content);
      if (!this.sessions.admits(request, header)) return errorAnswer(content.name, EXPIRED);
      return this.run(content);
    });
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'ratelimit') return tooManyCalls(5);
    const error = mode === 'auth' ? EXPIRED : new ResultError('INVALID_FIELD', 'The category is not on the list');
    return soapAnswer(this.front.rules, errorAnswer('create', error));
  }

  private logIn(content: XmlElement) {
    const session = this.sessions.logIn(content);
    if (!session) return errorAnswer('login', new ResultError('INVALID_LOGIN', 'Invalid user name or password'));
    const result = resultOf('login', [
      node('s:sessionId', session.token),
      node('s:serverUrl', `${this.base()}${session.path}`),
      node('s:sessionSecondsValid', 7200),
    ]);
    return soapAnswer(this.front.rules, result, { headers: { 'set-cookie': `SID=${session.cookie}; Path=/; HttpOnly` } });
  }

  private run(content: XmlElement) {
    try {
      return resultOf(content.name, this.records.run(content));
    } catch (error) {
      if (error instanceof ResultError) return errorAnswer(content.name, error);
      throw error;
    }
  }
}
