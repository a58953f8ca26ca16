import type { AdapterLogger, CallContext, CrmAdapter, KeptResults } from '../adapter-kit/adapter.js';
import { type Exchange, HttpFactory } from '../adapter-kit/http.js';
import type { ConnectionSettings } from '../settings/settings.js';

export interface CallOptions {
  readonly idempotencyKey: string;
  /** Ends with the process; the call's own time limit is added to it. */
  readonly signal: AbortSignal;
  /** Masked in what is captured, beside the connection's secrets: what the reporter told of himself. */
  readonly personal?: readonly string[];
  readonly capture?: (exchange: Exchange) => void;
  /** Absent: nothing outlives the call. */
  readonly kept?: KeptResults;
}

const NOTHING_KEPT: KeptResults = { get: () => undefined, keep: () => Promise.resolve() };

/** One configured adapter, with the time limit, the HTTP client and the capture put round each call. */
export class Connection {
  private readonly http: HttpFactory;

  constructor(
    readonly settings: ConnectionSettings,
    readonly adapter: CrmAdapter,
    private readonly logger: AdapterLogger,
  ) {
    this.http = new HttpFactory(settings.delivery);
  }

  get id(): string {
    return this.settings.id;
  }

  context(options: CallOptions): CallContext {
    const { callTimeoutMs } = this.settings.delivery;
    const secrets = [...this.settings.secrets, ...(options.personal ?? [])];
    return {
      idempotencyKey: options.idempotencyKey,
      deadline: new Date(Date.now() + callTimeoutMs),
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(callTimeoutMs)]),
      http: this.http.client(options.capture ?? (() => undefined), secrets),
      logger: this.logger,
      kept: options.kept ?? NOTHING_KEPT,
    };
  }

  close(): void {
    this.http.close();
  }
}
