import type { FastifyRequest } from 'fastify';
import type { Settings } from '../../settings/settings.js';

/** Our address as this client reaches us, without a trailing slash (DISC-6). */
export function baseOf(request: FastifyRequest, { server }: Settings): string {
  return server.publicUrl ?? `${request.protocol}://${request.host}`;
}
