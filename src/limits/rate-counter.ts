import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { redisClient, type RedisClient } from '../redis/redis-client.js';
import { Log } from '../settings/log.js';
import type { LimitSettings, Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';

/** A limit and its name in the headers. */
export interface Policy extends LimitSettings {
  readonly name: 'key' | 'address' | 'failed-keys' | 'failed-callbacks';
}

export interface Taken {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

/** A count that takes longer than this goes on in memory. */
const REDIS_TIMEOUT_MS = 250;
const RECONNECT_MS = 2_000;

/** Counts requests in windows: in Redis for all processes together, else in this process. Never fails: without Redis it counts alone. */
@Injectable()
export class RateCounter implements OnApplicationShutdown {
  private readonly limiters = new Map<string, RateLimiterAbstract>();
  private readonly redis?: RedisClient;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Log) log: Log,
  ) {
    if (!Object.values(settings.limits).some(({ requests }) => requests > 0)) return;
    this.redis = redisClient(settings.queue, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: REDIS_TIMEOUT_MS,
      retryStrategy: () => RECONNECT_MS,
    });
    this.redis?.on('error', (error) => log.debug({ error }, 'Redis is away; each process counts requests by itself'));
  }

  /** Counts one request of `who`. */
  async take(policy: Policy, who: string): Promise<Taken> {
    const result = await this.limiterFor(policy)
      .consume(who)
      .then(
        (taken) => ({ taken, allowed: true }),
        (refused: unknown) => ({ taken: refused, allowed: false }),
      );
    if (!(result.taken instanceof RateLimiterRes)) throw result.taken;
    const { remainingPoints, msBeforeNext } = result.taken;
    return { allowed: result.allowed, remaining: remainingPoints, resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) };
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }

  private limiterFor(policy: Policy): RateLimiterAbstract {
    const { name, requests, windowSeconds } = policy;
    const id = `${name}/${requests}/${windowSeconds}`;
    const limiter = this.limiters.get(id) ?? this.limiterOf(policy);
    this.limiters.set(id, limiter);
    return limiter;
  }

  private limiterOf({ name, requests, windowSeconds }: Policy): RateLimiterAbstract {
    const options = { points: requests, duration: windowSeconds, keyPrefix: `${this.settings.queue.prefix}-limit-${name}` };
    const inMemory = new RateLimiterMemory(options);
    if (!this.redis) return inMemory;
    return new RateLimiterRedis({
      ...options,
      storeClient: this.redis,
      rejectIfRedisNotReady: true,
      // Whoever is over the limit costs Redis nothing more.
      inMemoryBlockOnConsumed: requests + 1,
      insuranceLimiter: inMemory,
    });
  }
}
