import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { coded, readBody } from './answer-body.js';
import { TunnelAgent, type TunnelOptions } from './proxy.js';

export interface WireLimits {
  readonly connectTimeoutMs: number;
  readonly headTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly maxAnswerBytes: number;
}

/** One request as it goes out: nothing is added to it here. */
export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly secure: boolean;
  readonly options: http.RequestOptions;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
  /** It may go out on this socket only: what was agreed on another does not hold. */
  readonly socket?: Socket;
}

export interface Incoming {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  readonly socket: Socket;
}

/** What requests go out by. @param isOver nothing is sent once it says true. */
export type NewWire = (limits: WireLimits, isOver: () => boolean) => Pick<Wire, 'connected' | 'send'>;

/** HTTP, watched: a failure before the connection stood has sent nothing. For one request, or one after another. */
export class Wire {
  /** The connection of the last request stood. */
  connected = false;

  /** @param isOver nothing is sent once it says true. */
  constructor(
    private readonly limits: WireLimits,
    private readonly isOver: () => boolean,
  ) {}

  /** @throws Error with Node's code or ours. */
  send(outgoing: Outgoing): Promise<Incoming> {
    this.connected = false;
    return new OneRequest(this.limits, this.isOver, () => (this.connected = true)).send(outgoing);
  }
}

/** Axios hands the request over and the answer on; whatever it would decide by itself is switched off (ADR 21). */
const carrier = axios.create({ transformRequest: [], transformResponse: [], validateStatus: () => true });

/** Timers, socket and signal of one request; whichever ends it first says why. */
class OneRequest {
  private readonly waiting = new Set<NodeJS.Timeout>();
  private givenUp?: AbortController;
  private request?: http.ClientRequest;
  private response?: http.IncomingMessage;
  private head?: NodeJS.Timeout;
  private why?: Error;

  constructor(
    private readonly limits: WireLimits,
    private readonly isOver: () => boolean,
    private readonly stood: () => void,
  ) {}

  async send(outgoing: Outgoing): Promise<Incoming> {
    const { signal } = outgoing;
    const aborted = () => this.end(coded('CALL_ABORTED', 'the call was given up'));
    if (signal?.aborted || this.isOver()) throw tooLate();
    signal?.addEventListener('abort', aborted, { once: true });
    try {
      const response = await this.answerTo(outgoing);
      const { statusCode: status = 0, headers, socket: on } = response;
      return { status, headers, socket: on, body: await readBody(response, this.limits.maxAnswerBytes) };
    } catch (error) {
      throw this.why ?? error;
    } finally {
      signal?.removeEventListener('abort', aborted);
      this.waiting.forEach(clearTimeout);
      // The rest of an answer that nobody reads on would block its socket.
      if (!this.response?.readableEnded) this.request?.destroy();
    }
  }

  private async answerTo(outgoing: Outgoing): Promise<http.IncomingMessage> {
    const { url, method, body } = outgoing;
    const adapter = (config: InternalAxiosRequestConfig) => this.carry(outgoing, config);
    const { data } = await carrier.request<http.IncomingMessage>({ url: url.href, method, data: body, adapter });
    return data;
  }

  /** What goes out is what `outgoing` says: of what axios made of it nothing is taken. */
  private carry(outgoing: Outgoing, config: InternalAxiosRequestConfig): Promise<AxiosResponse<http.IncomingMessage>> {
    return new Promise((resolve, reject) => {
      const request = this.start(outgoing);
      request.on('error', reject);
      request.once('response', (data) => {
        this.response = data;
        if (this.head) this.stop(this.head);
        resolve({ data, status: data.statusCode ?? 0, statusText: data.statusMessage ?? '', headers: {}, config, request });
      });
      request.end(outgoing.body);
    });
  }

  private start({ secure, options, socket: only }: Outgoing): http.ClientRequest {
    const { connectTimeoutMs } = this.limits;
    const request = (secure ? https : http).request(this.tunnelled(options));
    this.request = request;
    const connecting = this.after(connectTimeoutMs, 'CONNECT_TIMEOUT', `no connection within ${connectTimeoutMs} ms`);
    request.once('socket', (socket) => {
      if (only && socket !== only) return this.end(coded('SOCKET_LOST', 'the connection that was agreed on is gone'));
      whenItStands(socket, secure, () => this.stands(connecting));
    });
    return request;
  }

  /** Whoever opens a tunnel has to hear that nobody waits for it any more. */
  private tunnelled(options: http.RequestOptions): http.RequestOptions {
    if (!(options.agent instanceof TunnelAgent)) return options;
    this.givenUp = new AbortController();
    return { ...options, givenUp: this.givenUp.signal } as TunnelOptions;
  }

  private stands(connecting: NodeJS.Timeout): void {
    this.stop(connecting);
    // Before the first byte: a process that was stopped while it connected must not send what another does by now.
    if (this.isOver()) return this.end(tooLate());
    this.stood();
    const { headTimeoutMs, answerTimeoutMs } = this.limits;
    this.head = this.after(headTimeoutMs, 'HEAD_TIMEOUT', `no answer begun within ${headTimeoutMs} ms`);
    // An answer that trickles must end as well.
    this.after(answerTimeoutMs, 'CALL_TIMEOUT', `no whole answer within ${answerTimeoutMs} ms`);
  }

  private after(ms: number, code: string, message: string): NodeJS.Timeout {
    const timer = setTimeout(() => this.end(coded(code, message)), ms);
    this.waiting.add(timer);
    return timer;
  }

  private stop(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.waiting.delete(timer);
  }

  private end(why: Error): void {
    this.why ??= why;
    this.givenUp?.abort();
    this.request?.destroy(this.why);
    this.response?.destroy(this.why);
  }
}

/** A kept socket stands already; TLS, where it runs inside of another connection, is not "connecting" while it shakes hands. */
function whenItStands(socket: Socket, secure: boolean, then: () => void): void {
  if (!secure) return void (socket.connecting ? socket.once('connect', then) : then());
  const shakingHands = socket.connecting || (socket instanceof TLSSocket && isShakingHands(socket));
  if (shakingHands) socket.once('secureConnect', then);
  else then();
}

/** Node sets it on every client's socket; its types leave it out. */
function isShakingHands(socket: TLSSocket): boolean {
  return (socket as TLSSocket & { readonly secureConnecting: boolean }).secureConnecting;
}

function tooLate(): Error {
  return coded('CALL_OVER', 'nothing is sent any more: the time of this call is over');
}
