import http from 'node:http';
import https from 'node:https';
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { decodeText } from './charset.js';
import { HttpFailure } from './http-failure.js';
import { Redactor } from './redactor.js';

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
}

/** Any status is an answer; only the absence of one is a failure. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded by the declared charset, else UTF-8. */
  readonly text: string;
}

/** One request and what came of it, without secrets, for the attempt's record. Texts are cut at `CAPTURE_LIMIT` characters. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody?: string;
  readonly status?: number;
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
}

/** The host's view of a client: what the adapter did with it. */
export interface WatchedHttpClient extends HttpClient {
  /** A request was asked for. */
  readonly used: boolean;
  /** A connection stood, so the CRM may have got something. */
  readonly sent: boolean;
}

export interface HttpOptions {
  readonly connectTimeoutMs: number;
  /** From the first byte sent to the last byte read. */
  readonly callTimeoutMs: number;
  readonly maxAnswerBytes: number;
}

export const CAPTURE_LIMIT = 16_384;

/** One connection's way out: sockets are kept between calls, captures are not. */
export class HttpFactory {
  private readonly agents = { httpAgent: new http.Agent({ keepAlive: true }), httpsAgent: new https.Agent({ keepAlive: true }) };
  private readonly axios: AxiosInstance;

  constructor(private readonly options: HttpOptions) {
    this.axios = axios.create({
      ...this.agents,
      timeout: options.callTimeoutMs,
      maxContentLength: options.maxAnswerBytes,
      maxRedirects: 0,
      responseType: 'arraybuffer',
      proxy: false,
      validateStatus: () => true,
    });
  }

  /**
   * @param capture gets each exchange as it ends.
   * @param secrets values that must not appear in one.
   * @param isOver nothing is sent once it says true: not by an adapter that ignores its signal, not by a process that was asleep.
   * @param headers sent with every request that does not say otherwise.
   */
  client(
    capture: (exchange: Exchange) => void,
    secrets: readonly string[],
    isOver = () => false,
    headers: Readonly<Record<string, string>> = {},
  ): WatchedHttpClient {
    return new CapturingClient(this.axios, this.options, capture, new Redactor(secrets), isOver, headers);
  }

  close(): void {
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }
}

class CapturingClient implements WatchedHttpClient {
  used = false;
  sent = false;

  constructor(
    private readonly axios: AxiosInstance,
    private readonly options: HttpOptions,
    private readonly capture: (exchange: Exchange) => void,
    private readonly redactor: Redactor,
    private readonly isOver: () => boolean,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  hide(secret: string): void {
    this.redactor.add(secret);
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    this.used = true;
    const started = Date.now();
    const wire = new Wire(request.url, this.options, this.isOver);
    try {
      if (this.isOver()) throw tooLate();
      const answer = toAnswer(await this.axios.request({ ...toAxios(request, this.headers), transport: wire }));
      this.record(request, started, { status: answer.status, responseBody: request.secretAnswer ? undefined : answer.text });
      return answer;
    } catch (error) {
      const failure = toFailure(error, wire.connected);
      this.record(request, started, { error: failure.message });
      throw failure;
    } finally {
      this.sent ||= wire.connected;
      wire.done();
    }
  }

  private record(
    request: HttpRequest,
    started: number,
    result: { status?: number; responseBody?: string; error?: string },
  ): void {
    const cut = (text: string | undefined) => text && this.redactor.redact(text).slice(0, CAPTURE_LIMIT);
    this.capture({
      method: request.method,
      url: this.redactor.redact(request.url),
      requestBody: cut(typeof request.body === 'string' ? request.body : undefined),
      ...result,
      responseBody: cut(result.responseBody),
      error: cut(result.error),
      startedAt: new Date(started).toISOString(),
      tookMs: Date.now() - started,
    });
  }
}

/** Node's transport, watched: a failure before the connection stood has sent nothing. */
class Wire {
  connected = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly limits: Pick<HttpOptions, 'connectTimeoutMs' | 'callTimeoutMs'>,
    private readonly isOver: () => boolean,
  ) {}

  readonly request = (options: http.RequestOptions, answered: (response: http.IncomingMessage) => void): http.ClientRequest => {
    const secure = this.url.startsWith('https:');
    const request = (secure ? https : http).request(options, answered);
    request.once('socket', (socket) => {
      if (!socket.connecting) return this.stands(request);
      this.end(
        request,
        'CONNECT_TIMEOUT',
        `no connection within ${this.limits.connectTimeoutMs} ms`,
        this.limits.connectTimeoutMs,
      );
      socket.once(secure ? 'secureConnect' : 'connect', () => this.stands(request));
    });
    return request;
  };

  done(): void {
    clearTimeout(this.timer);
  }

  /** axios' own time limit starts anew with every byte, so an answer that trickles would never end. */
  private stands(request: http.ClientRequest): void {
    // Before the first byte: a process that was stopped while it connected must not send what another does by now.
    if (this.isOver()) return void request.destroy(tooLate());
    this.connected = true;
    this.end(request, 'CALL_TIMEOUT', `no whole answer within ${this.limits.callTimeoutMs} ms`, this.limits.callTimeoutMs);
  }

  private end(request: http.ClientRequest, code: string, message: string, afterMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => request.destroy(Object.assign(new Error(message), { code })), afterMs);
  }
}

function tooLate(): Error {
  return Object.assign(new Error('nothing is sent any more: the time of this call is over'), { code: 'CALL_OVER' });
}

function toAxios(request: HttpRequest, always: Readonly<Record<string, string>>) {
  const { method, url, headers, query, body, basic, signal } = request;
  return { method, url, headers: { ...always, ...headers }, params: query, data: body, auth: basic && { ...basic }, signal };
}

function toAnswer(response: AxiosResponse<Buffer>): HttpAnswer {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return { status: response.status, headers, text: decodeText(response.data, headers['content-type']) };
}

function toFailure(error: unknown, sent: boolean): HttpFailure {
  const { message, code } = error as NodeJS.ErrnoException;
  const cause = isAxiosError(error) ? (error.cause ?? error) : error;
  return new HttpFailure(message || code || 'no answer', code, sent, { cause });
}
