import { randomUUID } from 'node:crypto';
import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { type Exchange, HttpFactory, type HttpOptions } from '../../src/adapter-kit/http.js';

/** What the host would hand to a call, and what it would have written down about it. */
export interface TestContext extends CallContext {
  readonly exchanges: readonly Exchange[];
  readonly logged: readonly object[];
}

export interface TestContextOverrides extends Partial<Pick<CallContext, 'idempotencyKey' | 'deadline' | 'signal'>> {
  /** Values that the host knows to be secret. */
  readonly secrets?: readonly string[];
  readonly http?: Partial<HttpOptions>;
}

const PATIENCE_MS = 20_000;

/** Each context has sockets of its own, so that no connection of an earlier test is met again. */
export function aCallContext({ secrets = [], http, ...overrides }: TestContextOverrides = {}): TestContext {
  const exchanges: Exchange[] = [];
  const logged: object[] = [];
  const kept = new Map<string, unknown>();
  const factory = new HttpFactory({
    connectTimeoutMs: PATIENCE_MS,
    callTimeoutMs: PATIENCE_MS,
    maxAnswerBytes: 1_000_000,
    ...http,
  });
  const log = (fields: object, message: string) => void logged.push({ ...fields, message });
  return {
    idempotencyKey: randomUUID(),
    deadline: new Date(Date.now() + PATIENCE_MS),
    signal: AbortSignal.timeout(PATIENCE_MS),
    http: factory.client((exchange) => exchanges.push(exchange), secrets),
    logger: { info: log, warn: log },
    kept: { get: (name) => kept.get(name), keep: async (name, value) => void kept.set(name, value) },
    exchanges,
    logged,
    ...overrides,
  };
}
