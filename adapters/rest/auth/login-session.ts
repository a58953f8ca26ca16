import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import type { HttpRequest } from '../../../src/adapter-kit/http.js';
import { Cookies } from '../../../src/adapter-kit/http/cookies.js';
import type { Pass } from '../../../src/adapter-kit/http/held-pass.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { RestAnswer } from '../rest.answer-rules.js';
import type { RestLogin } from '../settings/login-settings.js';
import type { Exchange } from './authenticator.js';
import type { PassSource } from './renewed-pass.js';
import { withQuery } from './with-query.js';

export interface Session {
  readonly token: string;
  readonly cookies?: Cookies;
}

/** The server does not process this now, whoever asks. */
const NOT_NOW = [408, 425, 429];

/** A call that logs in; what it brings goes with every other call. */
export class LoginSession implements PassSource<Session> {
  readonly section = 'auth.login';
  private readonly body?: MappingExpression;
  private readonly token?: MappingExpression;
  private readonly success?: MappingExpression;
  private readonly value: TextTemplate;

  constructor(
    private readonly settings: RestLogin,
    private readonly urlOf: (path: string) => URL,
  ) {
    const parsed = (source: string | undefined) => (source === undefined ? undefined : new MappingExpression(source));
    [this.body, this.token, this.success] = [parsed(settings.body), parsed(settings.token), parsed(settings.success)];
    this.value = new TextTemplate(settings.value);
  }

  async ask(exchange: Exchange, { http }: CallContext): Promise<Pass<Session>> {
    const { username, password, keepSeconds } = this.settings;
    http.hide(password);
    const cookies = this.settings.cookies ? new Cookies() : undefined;
    const answer = await exchange({ ...(await this.request()), cookies, secretAnswer: true });
    await this.expectSuccess(answer);
    const token = await this.token?.evaluate(answer, { username }).catch(() => undefined);
    if (this.token && typeof token !== 'string' && typeof token !== 'number')
      throw new MisconfiguredError(`auth.login.token finds nothing in the answer (HTTP ${answer.status})`);
    return { value: { token: token === undefined ? '' : String(token as string), cookies }, lastsMs: keepSeconds * 1000 };
  }

  dressed(request: HttpRequest, { token, cookies }: Session): HttpRequest {
    const { header, query } = this.settings;
    const value = token === '' ? '' : this.value.render({ token });
    const withCookies = cookies ? { ...request, cookies } : request;
    if (value === '') return withCookies;
    if (query !== undefined) return { ...withCookies, url: withQuery(request.url, query, value) };
    return { ...withCookies, headers: { ...request.headers, [header!.toLowerCase()]: value } };
  }

  secretsOf({ token }: Session): readonly string[] {
    return token === '' ? [] : [token, this.value.render({ token })];
  }

  private async request(): Promise<HttpRequest> {
    const { method, path, username, password, sendAs } = this.settings;
    const url = this.urlOf(path).href;
    const found = (await this.body?.evaluate({ username, password })) ?? undefined;
    if (found === undefined) return { method, url, headers: { accept: 'application/json' }, basic: { username, password } };
    const [contentType, body] =
      sendAs === 'form'
        ? ['application/x-www-form-urlencoded', new URLSearchParams(found as Record<string, string>).toString()]
        : ['application/json', JSON.stringify(found)];
    return { method, url, headers: { accept: 'application/json', 'content-type': contentType }, body };
  }

  private async expectSuccess(answer: RestAnswer): Promise<void> {
    const { status } = answer;
    if (status >= 500 || NOT_NOW.includes(status)) throw new TransientError(`auth.login: HTTP ${status}`);
    const isDone = this.success
      ? (await this.success.evaluate(answer).catch(() => false)) === true
      : status >= 200 && status < 300;
    if (!isDone) throw new MisconfiguredError(`auth.login: refused with HTTP ${status}; look at username and password`);
  }
}
