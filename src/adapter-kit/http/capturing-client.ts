import { decodeText } from '../charset.js';
import { HttpFailure } from '../http-failure.js';
import type { Redactor } from '../redactor.js';
import { oneLine, type Outcome, toExchange } from './capture.js';
import { Conversation } from './conversation.js';
import type { Exchange, HttpAnswer, HttpClient, HttpRequest, WatchedHttpClient } from './http-client.js';
import { type HttpSettings, secretsOf } from './http-settings.js';
import type { Transport } from './transport.js';
import type { NewWire } from './wire.js';

/** One call of an adapter, whatever `http` settings it speaks with: what it did, and where that is written down. */
export interface Watch {
  used: boolean;
  sent: boolean;
  readonly capture: (exchange: Exchange) => void;
  readonly redactor: Redactor;
  readonly isOver: () => boolean;
  /** Sent with every request that does not say otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  readonly transportFor: (settings: HttpSettings) => Transport;
  readonly newWire: NewWire;
}

export class CapturingClient implements WatchedHttpClient {
  constructor(
    private readonly transport: Transport,
    private readonly watch: Watch,
  ) {
    secretsOf(transport.settings).forEach((secret) => this.hide(secret));
  }

  get used(): boolean {
    return this.watch.used;
  }

  get sent(): boolean {
    return this.watch.sent;
  }

  hide(secret: string): void {
    this.watch.redactor.add(secret);
  }

  redact(text: string): string {
    return this.watch.redactor.redact(text);
  }

  using(settings: HttpSettings): HttpClient {
    return new CapturingClient(this.watch.transportFor(settings), this.watch);
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    this.watch.used = true;
    const startedAt = Date.now();
    const headers = this.headersOf(request);
    const wire = this.watch.newWire(this.transport.limits, this.watch.isOver);
    const record = (outcome: Outcome) =>
      this.watch.capture(toExchange(request, headers, outcome, startedAt, this.watch.redactor));
    try {
      const hide = (secret: string) => this.hide(secret);
      const answer = await new Conversation(this.transport, request, headers, wire, hide).hold();
      const told = { status: answer.status, headers: oneLine(answer.headers) };
      const text = decodeText(answer.body, told.headers['content-type']);
      record({ ...told, body: request.secretAnswer ? undefined : text });
      return { ...told, text, bytes: answer.body };
    } catch (error) {
      const failure = toFailure(error, wire.connected);
      record({ error: failure.message });
      throw failure;
    } finally {
      this.watch.sent ||= wire.connected;
    }
  }

  /** From the most general to the most particular; credentials of the settings only where the request brings none. */
  private headersOf({ headers = {}, basic }: HttpRequest): Record<string, string> {
    const { auth, headers: standing } = this.transport.settings;
    const own = { ...lowerCased(this.watch.headers), ...lowerCased(standing), ...lowerCased(headers) };
    if (basic) return { ...own, authorization: this.basic(basic) };
    if (own['authorization'] !== undefined) return own;
    if (auth.kind === 'basic') return { ...own, authorization: this.basic(auth) };
    return auth.kind === 'bearer' ? { ...own, authorization: `Bearer ${auth.token}` } : own;
  }

  /** In UTF-8 (RFC 7617). A server may well repeat the header. */
  private basic({ username = '', password = '' }: { username?: string; password?: string }): string {
    const pair = `${username}:${password}`;
    this.hide(pair);
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function toFailure(error: unknown, sent: boolean): HttpFailure {
  const { message, code } = error as NodeJS.ErrnoException;
  return new HttpFailure(message || code || 'no answer', code, sent, { cause: error });
}
