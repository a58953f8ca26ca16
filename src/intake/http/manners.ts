import type { FastifyReply, FastifyRequest } from 'fastify';
import { forbidden, GeoReportError } from '../georeport-error.js';

const PREFLIGHT_SECONDS = 86_400;
const EXPOSED = [
  'ETag',
  'Link',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Date-Range',
  'X-Next-Page-URL',
  'X-Page-Count',
  'X-Page-Size',
  'X-Previous-Page-URL',
  'X-Result-Count',
].join(', ');

/** HTTP-2: any web page may read, all of our own headers included (EXT-2). */
export function openToAll(reply: FastifyReply): void {
  void reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED });
}

/** HTTP-1, HTTP-2. */
export function answerPreflight(reply: FastifyReply, methods: readonly string[]): FastifyReply {
  const allow = methods.join(', ');
  return reply
    .headers({
      allow,
      'access-control-allow-methods': allow,
      'access-control-allow-headers': 'Content-Type, Authorization, Idempotency-Key',
      'access-control-max-age': PREFLIGHT_SECONDS,
    })
    .status(204)
    .send();
}

/** @throws GeoReportError 405 (ERR-5). */
export function refuseMethod(request: FastifyRequest, methods: readonly string[]): void {
  if (methods.includes(request.method)) return;
  const allow = methods.join(', ');
  throw new GeoReportError(405, [`${request.method} is not offered here; there are ${allow}`], { allow });
}

/** HTTP-4: a redirect would turn the POST into a GET. @throws GeoReportError 403. */
export function refusePlainHttp(request: FastifyRequest): void {
  if (request.protocol === 'https') return;
  throw forbidden('reports are taken over https only, and nothing was kept of this one; send it again to the https address');
}
