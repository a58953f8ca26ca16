import type { IncomingMessage } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import type { Settings } from '../settings/settings.js';
import { Log } from '../settings/log.js';
import { badRequest, GeoReportError, notFound } from './georeport-error.js';
import { GeoReportErrorFilter, sendError } from './http/error-filter.js';
import { methodsOf } from './http/resources.js';
import { routedUrl, targetOfRequest } from './http/target-store.js';

/** With files. Until media are kept, a photo must at least not keep its report out. */
const MULTIPART_LIMIT_BYTES = 32 * 1024 * 1024;
const PREFLIGHT_SECONDS = 86_400;

export function fastifyOptions(settings: Settings): FastifyServerOptions {
  const { trustedProxies, bodyLimitBytes } = settings.server;
  return {
    rewriteUrl: (raw) => routedUrl(raw as IncomingMessage),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    frameworkErrors: (_error, request, reply) =>
      sendError(request, reply as FastifyReply, badRequest('the path is not a valid URL')),
  };
}

/** Manners that hold for every GeoReport resource: bodies as bytes, CORS, OPTIONS, 405, errors in the request's format. */
export function configureHttp(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: MULTIPART_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
  fastify.addHook('onRequest', async (request, reply) => manners(request as FastifyRequest, reply as FastifyReply));
  app.useGlobalFilters(new GeoReportErrorFilter(app.get(Log)));
}

/** HTTP-1, HTTP-2. */
function manners(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  void reply.header('access-control-allow-origin', '*');
  const { path } = targetOfRequest(request.raw);
  // No id, code or token holds one, and a database refuses to look for it.
  if (path.includes('%00')) throw notFound('there is nothing at this address');
  const methods = methodsOf(path.replace(/\/$/, ''));
  if (!methods) return undefined;
  const allow = methods.join(', ');
  if (request.method === 'OPTIONS') {
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
  if (!methods.includes(request.method))
    throw new GeoReportError(405, [`${request.method} is not offered here; there are ${allow}`], { allow });
  return undefined;
}
