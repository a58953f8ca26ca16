import { CapturingClient } from './http/capturing-client.js';
import type { Exchange, HttpOptions, WatchedHttpClient } from './http/http-client.js';
import { HttpSettings } from './http/http-settings.js';
import { Transport } from './http/transport.js';
import { type NewWire, Wire } from './http/wire.js';
import { Redactor } from './redactor.js';

export {
  CAPTURE_LIMIT,
  type Exchange,
  type HttpAnswer,
  type HttpClient,
  type HttpOptions,
  type HttpRequest,
  type WatchedHttpClient,
} from './http/http-client.js';

/** One connection's way out: sockets are kept between calls, captures are not. */
export class HttpFactory {
  private readonly plain = new HttpSettings();
  private readonly transports = new Map<HttpSettings, Transport>();

  /** @param newWire what requests go out by, where it is not the network. */
  constructor(
    private readonly options: HttpOptions,
    private readonly newWire: NewWire = (limits, isOver) => new Wire(limits, isOver),
  ) {}

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
    const transportFor = (settings: HttpSettings) => this.transportFor(settings);
    const redactor = new Redactor(secrets);
    const { newWire } = this;
    const watch = { used: false, sent: false, capture, redactor, isOver, headers, transportFor, newWire };
    return new CapturingClient(this.transportFor(this.plain), watch);
  }

  close(): void {
    for (const transport of this.transports.values()) transport.close();
  }

  private transportFor(settings: HttpSettings): Transport {
    const known = this.transports.get(settings) ?? new Transport(settings, this.options);
    this.transports.set(settings, known);
    return known;
  }
}
