import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { LimitsSettings, Settings } from '../../settings/settings.js';
import { SETTINGS } from '../../settings/settings.token.js';
import type { ApiClient } from '../../store/api-client.store.js';
import { GeoReportError } from '../georeport-error.js';
import { callerNetwork } from '../../limits/caller-network.js';
import { type Policy, RateCounter, type Taken } from '../../limits/rate-counter.js';

const MINUTE_SECONDS = 60;

/** How often one may ask: by key with a valid one, by address without (contract section 6, 429). Each call counts one request. */
@Injectable()
export class RateLimits {
  private readonly limits: LimitsSettings;
  private readonly told = new WeakMap<IncomingMessage, Readonly<Record<string, string>>>();

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(RateCounter) private readonly counter: RateCounter,
  ) {
    this.limits = settings.limits;
  }

  /** @throws GeoReportError 429. */
  async countKey(request: FastifyRequest, { id, requestsPerMinute }: ApiClient): Promise<void> {
    const own = requestsPerMinute !== undefined && { requests: requestsPerMinute, windowSeconds: MINUTE_SECONDS };
    await this.count(request, { name: 'key', ...(own || this.limits.perKey) }, id, 'with this api_key');
  }

  /** @throws GeoReportError 429. */
  async countAddress(request: FastifyRequest): Promise<void> {
    const policy: Policy = { name: 'address', ...this.limits.perAddress };
    await this.count(request, policy, callerNetwork(request.ip), 'from this address without a valid api_key');
  }

  /** @throws GeoReportError 429. */
  async countWrongKey(request: FastifyRequest): Promise<void> {
    const policy: Policy = { name: 'failed-keys', ...this.limits.failedKeysPerAddress };
    await this.count(request, policy, callerNetwork(request.ip), 'from this address with keys that are not valid');
    await this.countAddress(request);
  }

  /** What the answer says of the limit that was counted last (IETF draft-ietf-httpapi-ratelimit-headers); none where none was. */
  headersFor(request: FastifyRequest): Readonly<Record<string, string>> {
    return this.told.get(request.raw) ?? {};
  }

  private async count(request: FastifyRequest, policy: Policy, who: string, whose: string): Promise<void> {
    if (policy.requests === 0) return;
    const taken = await this.counter.take(policy, who);
    this.told.set(request.raw, headersOf(policy, taken));
    if (taken.allowed) return;
    throw new GeoReportError(
      429,
      [
        `there were more than ${policy.requests} requests in ${policy.windowSeconds} seconds ${whose}; come again in ${taken.resetSeconds} seconds`,
      ],
      { 'retry-after': String(taken.resetSeconds) },
    );
  }
}

function headersOf({ name, requests, windowSeconds }: Policy, { remaining, resetSeconds }: Taken): Record<string, string> {
  return {
    'ratelimit-policy': `"${name}";q=${requests};w=${windowSeconds}`,
    ratelimit: `"${name}";r=${remaining};t=${resetSeconds}`,
  };
}
