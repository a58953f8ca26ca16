import { randomUUID } from 'node:crypto';
import type { AdapterLogger, CallContext, CrmAdapter, KeptResults, Rehearsal, WatchContext } from '../adapter-kit/adapter.js';
import { type Exchange, HttpFactory } from '../adapter-kit/http.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import { redactError } from './redact-error.js';
import { classified } from './unclassified.js';

export interface CallOptions {
  readonly idempotencyKey: string;
  /** Ends with the process; the call's own time limit is added to it. */
  readonly signal: AbortSignal;
  /** Masked in what is captured, beside the connection's secrets: what the reporter told of himself. */
  readonly personal?: readonly string[];
  readonly capture?: (exchange: Exchange) => void;
  /** Sent with every HTTP request, such as `traceparent`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: nothing outlives the call. */
  readonly kept?: KeptResults;
  /** Present: nothing is sent. */
  readonly rehearsal?: Rehearsal;
}

/** For what an adapter does when the bridge stops. */
const LAST_CALL_MS = 2_000;
const NOTHING_KEPT: KeptResults = { get: () => undefined, keep: () => Promise.resolve() };

/** One configured adapter, with the time limit, the HTTP client and the capture put round each call. */
export class Connection {
  constructor(
    readonly settings: ConnectionSettings,
    readonly adapter: CrmAdapter,
    private readonly logger: AdapterLogger,
    private readonly http = new HttpFactory(settings.delivery),
  ) {}

  get id(): string {
    return this.settings.id;
  }

  /** Least time between the starts of two calls, in milliseconds; 0: none. */
  get gapMs(): number {
    const { callsPerSecond, leastGapMs } = this.settings.delivery;
    return Math.max(leastGapMs, callsPerSecond === undefined ? 0 : 1000 / callsPerSecond);
  }

  /**
   * Calls the adapter. Ends at the call's time limit whatever the adapter does: one that never returns, or ignores its signal, is left behind, and its
   * HTTP client sends nothing more.
   * @throws AdapterError and nothing else, without secrets: what the adapter did not classify is classified by what was sent.
   */
  async call<T>(options: CallOptions, verb: (context: CallContext) => Promise<T>): Promise<T> {
    const { callTimeoutMs } = this.settings.delivery;
    const endsAt = performance.now() + callTimeoutMs;
    const { signal, done } = endingWith(options.signal, callTimeoutMs);
    const secrets = [...this.settings.secrets, ...(options.personal ?? [])];
    const isOver = () => signal.aborted || performance.now() >= endsAt;
    const http = this.http.client(options.capture ?? (() => undefined), secrets, isOver, options.headers);
    const context: CallContext = {
      idempotencyKey: options.idempotencyKey,
      deadline: new Date(Date.now() + callTimeoutMs),
      signal,
      http,
      logger: this.logger,
      kept: options.kept ?? NOTHING_KEPT,
      ...(options.rehearsal && { rehearsal: options.rehearsal }),
    };
    try {
      return await Promise.race([whenAborted(signal), start(verb, context)]);
    } catch (error) {
      throw redactError(classified(error, http), (text) => http.redact(text));
    } finally {
      done();
    }
  }

  /** The last call, for an adapter that has something open at its CRM; then its sockets go. */
  async end(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(LAST_CALL_MS);
      if (this.adapter.close)
        await this.call({ idempotencyKey: randomUUID(), signal }, (context) => this.adapter.close!(context));
    } catch (error) {
      this.logger.warn({ connection: this.id, error: (error as Error).message }, 'the adapter could not close what it had open');
    } finally {
      this.close();
    }
  }

  /**
   * Listens until the signal aborts, or the CRM ends it. Resolves then, whatever the adapter does.
   * @throws AdapterError and nothing else, without secrets.
   */
  async watch(signal: AbortSignal, onChange: () => void): Promise<void> {
    const http = this.http.client(
      () => undefined,
      this.settings.secrets,
      () => signal.aborted,
    );
    const context: WatchContext = { signal, http, logger: this.logger };
    const running = (async () => this.adapter.watchChanges!(() => signal.aborted || onChange(), context))();
    try {
      await Promise.race([whenAborted(signal), running]);
    } catch (error) {
      running.catch(() => undefined);
      if (!signal.aborted) throw redactError(classified(error, http), (text) => http.redact(text));
    }
  }

  /** Its sockets go, and nothing is said to the CRM. */
  close(): void {
    this.http.close();
  }
}

/** Aborts with another signal, or after a time. By hand: `AbortSignal.any` costs more than all else that is put round a call. */
function endingWith(other: AbortSignal, afterMs: number): { signal: AbortSignal; done: () => void } {
  const own = new AbortController();
  const follow = () => own.abort(other.reason);
  const timer = setTimeout(() => own.abort(new Error(`the adapter did not return within ${afterMs} ms`)), afterMs);
  if (other.aborted) follow();
  else other.addEventListener('abort', follow);
  const done = () => {
    clearTimeout(timer);
    other.removeEventListener('abort', follow);
  };
  return { signal: own.signal, done };
}

/** An adapter may throw before it returns a promise. What it throws after the call was given up is nobody's any more. */
function start<T>(verb: (context: CallContext) => Promise<T>, context: CallContext): Promise<T> {
  const running = (async () => verb(context))();
  running.catch(() => undefined);
  return running;
}

/** The adapter, which hears the same signal, gets the moment that its own, more exact error needs. */
const LAST_WORD_MS = 50;

function whenAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    const givenUp = () => setTimeout(() => reject(signal.reason as Error), LAST_WORD_MS).unref();
    if (signal.aborted) givenUp();
    else signal.addEventListener('abort', givenUp, { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
}
