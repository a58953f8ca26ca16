import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import axios, { isAxiosError } from 'axios';
import { coded, readBody } from './answer-body.js';
import type { TunnelOptions } from './proxy.js';

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

/** What axios is told to send with. */
interface Carried {
  request(options: http.RequestOptions, answered: (response: http.IncomingMessage) => void): http.ClientRequest;
}

/**
 * Axios carries the body out and the answer in. Whatever it would decide by itself is switched off: what it unpacks may have broken off, what it follows gets
 * our credentials, and its one time limit starts anew with every byte.
 */
const carrier = axios.create({
  responseType: 'stream',
  decompress: false,
  maxRedirects: 0,
  proxy: false,
  transformRequest: [],
  transformResponse: [],
  validateStatus: () => true,
});

/** Timers, socket and signal of one request; whichever ends it first says why. */
class OneRequest {
  private readonly waiting = new Set<NodeJS.Timeout>();
  private readonly givenUp = new AbortController();
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
      throw this.why ?? withoutRequest(error);
    } finally {
      signal?.removeEventListener('abort', aborted);
      this.waiting.forEach(clearTimeout);
      // The rest of an answer that nobody reads on would block its socket.
      if (!this.response?.readableEnded) this.request?.destroy();
    }
  }

  private async answerTo(outgoing: Outgoing): Promise<http.IncomingMessage> {
    const transport: Carried = { request: (_axios, answered) => this.start(outgoing, answered) };
    const { data } = await carrier.request<http.IncomingMessage>({
      url: outgoing.url.href,
      method: outgoing.method,
      data: outgoing.body,
      transport,
    });
    return data;
  }

  /** What goes out is what `outgoing` says: of what axios made of it nothing is taken. */
  private start(
    { secure, options, socket: only }: Outgoing,
    answered: (response: http.IncomingMessage) => void,
  ): http.ClientRequest {
    const { connectTimeoutMs } = this.limits;
    const tunnelled: TunnelOptions = { ...options, givenUp: this.givenUp.signal };
    const request = (secure ? https : http).request(tunnelled);
    this.request = request;
    const connecting = this.after(connectTimeoutMs, 'CONNECT_TIMEOUT', `no connection within ${connectTimeoutMs} ms`);
    request.once('socket', (socket) => {
      if (only && socket !== only) return this.end(coded('SOCKET_LOST', 'the connection that was agreed on is gone'));
      whenItStands(socket, secure, () => this.stands(connecting));
    });
    request.once('response', (response) => {
      this.response = response;
      if (this.head) this.stop(this.head);
      answered(response);
    });
    return request;
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
    this.givenUp.abort();
    this.request?.destroy(this.why);
    this.response?.destroy(this.why);
  }
}

/** Axios' errors carry the whole request, credentials too; nothing that prints an error may come upon them. */
function withoutRequest(error: unknown): unknown {
  if (!isAxiosError(error)) return error;
  return error.cause ?? coded(error.code ?? 'NO_ANSWER', error.message);
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
