import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../src/adapter-kit/errors.js';
import type { HttpRequest } from '../../src/adapter-kit/http.js';
import { HttpFailure, silenceOf } from '../../src/adapter-kit/http-failure.js';
import type { RestAnswer, Purpose } from './rest.answer-rules.js';
import { ACCEPTED, readAnswer } from './answers/read-answer.js';
import type { Authenticator } from './auth/authenticator.js';
import { authenticatorFor } from './auth/authenticator-for.js';
import type { RestSettings } from './rest.settings.js';

export interface RestCall {
  readonly method: HttpRequest['method'];
  /** From the base address on, encoded, or a whole URL on the same host. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: { readonly contentType: string; readonly text: string };
  /** Sent as it is, and not captured: pictures help nobody who reads an attempt. */
  readonly raw?: { readonly contentType: string; readonly bytes: Buffer };
}

/** Calls over HTTP, with one connection's address and credentials. */
export class RestClient {
  private readonly base: string;

  private readonly authenticator: Authenticator;

  constructor(private readonly settings: Pick<RestSettings, 'baseUrl' | 'auth' | 'headers' | 'http' | 'answers'>) {
    this.base = settings.baseUrl.replace(/\/+$/, '');
    this.authenticator = authenticatorFor(settings.auth, (path) => new URL(this.url(path)));
  }

  /** @throws TransientError, OutcomeUnknownError or MisconfiguredError when no whole answer came; any status is an answer. */
  async call({ method, path, query, headers, ...body }: RestCall, purpose: Purpose, context: CallContext): Promise<RestAnswer> {
    const { contentType, content } = contentOf(body);
    const request: HttpRequest = {
      method,
      url: this.url(path, query),
      headers: {
        accept: ACCEPTED[this.settings.answers],
        ...(contentType && { 'content-type': contentType }),
        ...this.settings.headers,
        ...headers,
      },
      body: content,
    };
    const speaking = { ...context, http: context.http.using(this.settings.http) };
    return this.authenticator.send(request, (ready) => this.exchange(ready, purpose, speaking), speaking);
  }

  private async exchange(request: HttpRequest, purpose: Purpose, { http, signal }: CallContext): Promise<RestAnswer> {
    const answer = await http.request({ ...request, signal }).catch((error: unknown) => {
      throw error instanceof HttpFailure ? silenceOf(error, purpose) : error;
    });
    return readAnswer(answer, this.settings.answers);
  }

  /**
   * @param reference a URL that the CRM gave, whole or relative.
   * @param from path or URL of the call that was answered with it.
   * @throws MisconfiguredError where it leads to another host.
   */
  resolve(reference: string, from: string): string {
    return this.ours(new URL(reference, this.url(from))).href;
  }

  private url(path: string, query: Readonly<Record<string, string>> = {}): string {
    const url = this.ours(new URL(/^https?:\/\//i.test(path) ? path : `${this.base}/${path.replace(/^\/+/, '')}`));
    for (const [key, value] of Object.entries(query)) if (value !== '') url.searchParams.set(key, value);
    return url.href;
  }

  /** @throws MisconfiguredError for a URL that leads to another host: it would get our credentials. */
  private ours(url: URL): URL {
    const { origin } = new URL(this.base);
    if (url.origin !== origin) throw new MisconfiguredError(`the CRM's next page is on another host than ${origin}`);
    return url;
  }
}

function contentOf({ body, text, raw }: Pick<RestCall, 'body' | 'text' | 'raw'>): Content {
  if (raw) return { contentType: raw.contentType, content: raw.bytes };
  if (text) return { contentType: text.contentType, content: text.text };
  return body === undefined ? {} : { contentType: 'application/json', content: JSON.stringify(body) };
}

interface Content {
  readonly contentType?: string;
  readonly content?: string | Buffer;
}
