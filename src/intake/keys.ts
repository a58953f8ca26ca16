import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import { type ApiClient, ApiClientStore } from '../store/api-client.store.js';
import { forbidden } from './georeport-error.js';
import type { RequestParameters } from './http/read-parameters.js';
import { targetOfRequest } from './http/target-store.js';
import { RateLimits } from './limits/rate-limits.js';
import { Parameters, parseForm } from './parameters.js';

/** Who may file (contract section 5), and how often. */
@Injectable()
export class Keys {
  constructor(
    @Inject(ApiClientStore) private readonly clients: ApiClientStore,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  /** Body, then bearer, then query (KEY-3). @throws GeoReportError 403 (KEY-2), 429 for one that comes too often. */
  async clientOf(request: FastifyRequest, { body, query }: RequestParameters): Promise<ApiClient> {
    const key = body.text('api_key') ?? bearerOf(request) ?? query.text('api_key');
    if (!key) {
      await this.limits.countAddress(request);
      throw forbidden('api_key is required to file a report');
    }
    const client = await this.clients.findByKey(key);
    if (!client) {
      await this.limits.countWrongKey(request);
      throw forbidden('this api_key is not valid');
    }
    await this.limits.countKey(request, client);
    return client;
  }

  /** Counts a request that needs no key. A valid one gives it the key's own limit, any other changes nothing (KEY-4). @throws GeoReportError 429. */
  async countReader(request: FastifyRequest): Promise<void> {
    const key = bearerOf(request) ?? queryKeyOf(request);
    const client = key ? await this.clients.findByKey(key).catch(() => undefined) : undefined;
    await (client ? this.limits.countKey(request, client) : this.limits.countAddress(request));
  }

  /** @throws GeoReportError 403 for a key of another city. */
  allow(client: ApiClient, jurisdiction: JurisdictionSettings): void {
    if (client.jurisdictions && !client.jurisdictions.includes(jurisdiction.id))
      throw forbidden(`this api_key is not valid for ${jurisdiction.id}`);
  }
}

function bearerOf(request: FastifyRequest): string | undefined {
  return request.headers.authorization?.match(/^Bearer\s+(\S+)$/i)?.[1];
}

/** Read before the parameters are, so that a flood of them is counted too. What is not UTF-8 is told later. */
function queryKeyOf(request: FastifyRequest): string | undefined {
  const pair = targetOfRequest(request.raw).query.match(/(?:^|&)(api_key=[^&]*)/)?.[1];
  return pair && /^[\w=-]*$/.test(pair) ? new Parameters(parseForm(Buffer.from(pair))).text('api_key') : undefined;
}
