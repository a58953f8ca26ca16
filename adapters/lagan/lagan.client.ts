import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { MisconfiguredError, TransientError } from '../../src/adapter-kit/errors.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../src/adapter-kit/http.js';
import { HttpFailure, silenceOf } from '../../src/adapter-kit/http-failure.js';
import { binarySecurityToken, envelope, type SoapMessage, usernameToken } from '../../src/adapter-kit/xml/soap.js';
import { buildXml } from '../../src/adapter-kit/xml/xml.js';
import { textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import type { XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { LaganAnswers, lost, type Purpose } from './lagan.answers.js';
import { AuthenticationRefused } from './lagan.faults.js';
import type { LaganSettings } from './lagan.settings.js';
import { TokenKeeper } from './lagan.token.js';

const FL_TYPES = 'http://www.lagan.com/wsdl/FLTypes';
/** One for all operations of a service (contract section 4). */
const FL_ACTION = '"http://www.lagan.com/wsdl/FLService"';
const AUTH_ACTION = '"http://www.lagan.com/wsdl/FLAuthService"';

interface Post {
  readonly url: string;
  readonly action: string;
  readonly envelope: XmlNode;
  readonly purpose: Purpose;
  readonly secretAnswer?: boolean;
}

/** One Lagan site over SOAP 1.1: envelopes, credentials, and what came back. */
export class LaganClient {
  private readonly answers: LaganAnswers;
  private readonly tokens: TokenKeeper;

  constructor(
    private readonly settings: LaganSettings,
    nowMs?: () => number,
  ) {
    this.answers = new LaganAnswers(settings);
    this.tokens = new TokenKeeper((context) => this.logIn(context), settings.tokenTtlMs, nowMs);
  }

  /**
   * Calls the operation whose request this is. Nil and empty answers come back as they are; undefined stands for an empty body.
   * @param answerRoot local name of the answer's root. @throws AdapterError
   */
  async call(request: XmlNode, answerRoot: string, purpose: Purpose, context: CallContext): Promise<XmlElement | undefined> {
    const { content } = await this.authenticated(context, (header) => this.send(request, header, purpose, context));
    if (content && content.name !== answerRoot) throw lost(`${content.name} instead of ${answerRoot}`, purpose);
    return content;
  }

  private async authenticated(
    context: CallContext,
    send: (header: XmlNode | undefined) => Promise<SoapMessage>,
  ): Promise<SoapMessage> {
    if (this.settings.soapAuth !== 'token') return send(this.standingHeader());
    const token = await this.tokens.get(context);
    try {
      return await send(binarySecurityToken(token));
    } catch (error) {
      if (!(error instanceof AuthenticationRefused)) throw error;
      // It proves that nothing was done, so that even createCase may go once more (contract section 5).
      await this.tokens.drop(token);
      return send(binarySecurityToken(await this.tokens.get(context)));
    }
  }

  private standingHeader(): XmlNode | undefined {
    return this.settings.soapAuth === 'usernameToken' ? this.credentials() : undefined;
  }

  private credentials(): XmlNode {
    return usernameToken(this.settings.username!, this.settings.password!);
  }

  private send(body: XmlNode, header: XmlNode | undefined, purpose: Purpose, context: CallContext): Promise<SoapMessage> {
    const message = envelope({ header, body, namespaces: { flt: FL_TYPES } });
    return this.post({ url: this.settings.endpoint, action: FL_ACTION, envelope: message, purpose }, context);
  }

  /** An empty body is enough: the token comes in the header of the answer (contract section 5). */
  private async logIn(context: CallContext): Promise<string> {
    const message = envelope({ header: this.credentials() });
    const post: Post = {
      url: this.settings.authEndpoint!,
      action: AUTH_ACTION,
      envelope: message,
      purpose: 'read',
      secretAnswer: true,
    };
    const { header } = await this.post(post, context);
    const token = textOf(header, 'Security', 'BinarySecurityToken');
    if (token === undefined) throw new MisconfiguredError('FLAuth answered without a token: is authEndpoint right?');
    return token;
  }

  private async post(
    { url, action, envelope: message, purpose, secretAnswer }: Post,
    context: CallContext,
  ): Promise<SoapMessage> {
    const { httpAuth, username, password, http } = this.settings;
    const answer = await exchange(
      {
        method: 'POST',
        url,
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: action, accept: 'text/xml' },
        body: buildXml(message),
        basic: httpAuth === 'basic' ? { username: username!, password: password! } : undefined,
        signal: context.signal,
        secretAnswer,
      },
      purpose,
      context.http.using(http),
    );
    return this.answers.read(answer, purpose, context.logger);
  }
}

async function exchange(request: HttpRequest, purpose: Purpose, http: HttpClient): Promise<HttpAnswer> {
  // Whatever was sent belonged to an earlier try: this one has not begun.
  if (request.signal?.aborted) throw new TransientError('the call ended before anything was sent');
  try {
    return await http.request(request);
  } catch (error) {
    throw error instanceof HttpFailure ? silenceOf(error, purpose) : error;
  }
}
