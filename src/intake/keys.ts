import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { JurisdictionSettings } from '../settings/settings.js';
import { type ApiClient, ApiClientStore } from '../store/api-client.store.js';
import { forbidden } from './georeport-error.js';
import type { RequestParameters } from './http/read-parameters.js';

/** Who may file (contract section 5). */
@Injectable()
export class Keys {
  constructor(@Inject(ApiClientStore) private readonly clients: ApiClientStore) {}

  /** Body, then bearer, then query (KEY-3). @throws GeoReportError 403 (KEY-2). */
  async clientOf(request: FastifyRequest, { body, query }: RequestParameters): Promise<ApiClient> {
    const bearer = request.headers.authorization?.match(/^Bearer\s+(\S+)$/i)?.[1];
    const key = body.text('api_key') ?? bearer ?? query.text('api_key');
    if (!key) throw forbidden('api_key is required to file a report');
    const client = await this.clients.findByKey(key);
    if (!client) throw forbidden('this api_key is not valid');
    return client;
  }

  /** @throws GeoReportError 403 for a key of another city. */
  allow(client: ApiClient, jurisdiction: JurisdictionSettings): void {
    if (client.jurisdictions && !client.jurisdictions.includes(jurisdiction.id))
      throw forbidden(`this api_key is not valid for ${jurisdiction.id}`);
  }
}
