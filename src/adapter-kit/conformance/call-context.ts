import { randomUUID } from 'node:crypto';
import type { CallContext, KeptResults } from '../adapter.js';
import { type Exchange, HttpFactory, type HttpOptions } from '../http.js';

/** What the host would hand to a call, and what it would have written down about it. */
export interface TestContext extends CallContext {
  readonly exchanges: readonly Exchange[];
  readonly logged: readonly object[];
  /** Closes its sockets. */
  end(): void;
}

export interface TestContextOverrides extends Partial<
  Pick<CallContext, 'idempotencyKey' | 'deadline' | 'signal' | 'kept' | 'http'>
> {
  /** Values that the host knows to be secret. */
  readonly secrets?: readonly string[];
  readonly limits?: Partial<HttpOptions>;
}

const PATIENCE_MS = 20_000;
const LARGEST_ANSWER_BYTES = 1_000_000;

/** Each context has sockets of its own, so that no connection of an earlier test is met again. */
export function aCallContext({ secrets = [], limits, ...overrides }: TestContextOverrides = {}): TestContext {
  const exchanges: Exchange[] = [];
  const logged: object[] = [];
  const factory = new HttpFactory({
    connectTimeoutMs: PATIENCE_MS,
    callTimeoutMs: PATIENCE_MS,
    maxAnswerBytes: LARGEST_ANSWER_BYTES,
    ...limits,
  });
  const log = (fields: object, message: string) => void logged.push({ ...fields, message });
  return {
    idempotencyKey: randomUUID(),
    deadline: new Date(Date.now() + PATIENCE_MS),
    signal: AbortSignal.timeout(PATIENCE_MS),
    http: factory.client((exchange) => exchanges.push(exchange), secrets),
    logger: { info: log, warn: log },
    kept: keptInMemory(),
    exchanges,
    logged,
    end: () => factory.close(),
    ...overrides,
  };
}

/** Outlives a call when it is handed to the next one too. */
export function keptInMemory(values = new Map<string, unknown>()): KeptResults {
  return {
    get: (name) => values.get(name),
    keep: (name, value) => {
      values.set(name, value);
      return Promise.resolve();
    },
  };
}
