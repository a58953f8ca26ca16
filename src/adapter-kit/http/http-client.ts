import type { Cookies } from './cookies.js';
import type { HttpSettings } from './http-settings.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly signal?: AbortSignal;
  /** The answer brings a secret that nobody knows yet, such as a session token: its body is not captured. */
  readonly secretAnswer?: boolean;
  /** One session's cookies: sent, and kept when the answer brings new ones. */
  readonly cookies?: Cookies;
}

/** Any status is an answer; only the absence of one is a failure. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded as `decodeText` says: byte-order mark, declared charset, XML declaration, else UTF-8. */
  readonly text: string;
  /** The body, unpacked, as it came. Absent only where an answer was made up out of a text. */
  readonly bytes?: Buffer;
}

/** One request and what came of it, without secrets, for the attempt's record. Texts are cut at `CAPTURE_LIMIT` characters. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** Names in lower case; of credentials only that there were some. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** Absent where it was no text. */
  readonly requestBody?: string;
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  readonly error?: string;
  readonly startedAt: string;
  readonly tookMs: number;
}

export interface HttpClient {
  /** @throws HttpFailure when no whole answer came; it knows whether anything had been sent. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Masks a value that became known on the way, such as a session token, in all that is captured. */
  hide(secret: string): void;
  /**
   * This client, speaking as a connection's `http` settings say: certificates, proxy, credentials, limits. Sockets and cookies belong to the
   * settings object, so hand over the same one each time.
   */
  using(settings: HttpSettings): HttpClient;
}

/** The host's view of a client: what the adapter did with it. */
export interface WatchedHttpClient extends HttpClient {
  /** A request was asked for. */
  readonly used: boolean;
  /** A connection stood, so the CRM may have got something. */
  readonly sent: boolean;
  /** The text without the secrets that this call knew or got to know. */
  redact(text: string): string;
}

/** The host's limits; a connection's `http` settings may only narrow them. */
export interface HttpOptions {
  readonly connectTimeoutMs: number;
  /** From the first byte sent to the last byte read. */
  readonly callTimeoutMs: number;
  /** Bytes of a body, unpacked. */
  readonly maxAnswerBytes: number;
}

/** Characters of one captured body. */
export const CAPTURE_LIMIT = 16_384;
