import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../src/adapter-kit/errors.js';
import type { HttpAnswer, HttpRequest } from '../../src/adapter-kit/http.js';
import { HttpFailure, silenceOf } from '../../src/adapter-kit/http-failure.js';
import type { RestAnswer, Purpose } from './rest.answer-rules.js';
import type { RestAuth } from './settings/auth-settings.js';
import type { RestSettings } from './rest.settings.js';

export interface RestCall {
  readonly method: HttpRequest['method'];
  /** From the base address on, encoded, or a whole URL on the same host. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, and not captured: pictures help nobody who reads an attempt. */
  readonly raw?: { readonly contentType: string; readonly bytes: Buffer };
}

/** JSON over HTTP, with one connection's address and credentials. */
export class RestClient {
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(private readonly settings: Pick<RestSettings, 'baseUrl' | 'auth' | 'headers' | 'http'>) {
    this.base = settings.baseUrl.replace(/\/+$/, '');
    this.headers = { ...settings.headers, ...headersOf(settings.auth) };
  }

  /** @throws TransientError, OutcomeUnknownError or MisconfiguredError when no whole answer came; any status is an answer. */
  async call(
    { method, path, query, headers, body, raw }: RestCall,
    purpose: Purpose,
    { http, signal }: CallContext,
  ): Promise<RestAnswer> {
    for (const secret of secretsOf(this.settings.auth)) http.hide(secret);
    const contentType = raw?.contentType ?? (body === undefined ? undefined : 'application/json');
    const request: HttpRequest = {
      method,
      url: this.url(path, query),
      headers: {
        accept: 'application/json',
        ...(contentType && { 'content-type': contentType }),
        ...this.headers,
        ...headers,
      },
      body: raw?.bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
      basic: basicOf(this.settings.auth),
      signal,
    };
    const answer = await http
      .using(this.settings.http)
      .request(request)
      .catch((error: unknown) => {
        throw error instanceof HttpFailure ? silenceOf(error, purpose) : error;
      });
    return toRestAnswer(answer);
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

function toRestAnswer({ status, headers, text }: HttpAnswer): RestAnswer {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return { status, headers, text, body: null, isJson: true };
  try {
    return { status, headers, text, body: JSON.parse(trimmed) as unknown, isJson: true };
  } catch {
    return { status, headers, text, body: null, isJson: false };
  }
}

function headersOf({ kind, token, header, value }: RestAuth): Record<string, string> {
  if (kind === 'bearer') return { authorization: `Bearer ${token}` };
  return kind === 'apiKey' ? { [header!.toLowerCase()]: value! } : {};
}

function basicOf({ kind, username, password }: RestAuth): HttpRequest['basic'] {
  return kind === 'basic' ? { username: username!, password: password! } : undefined;
}

function secretsOf({ password, token, value }: RestAuth): string[] {
  return [password, token, value].filter((secret) => secret !== undefined);
}
