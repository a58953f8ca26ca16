import type { IncomingMessage, ServerOptions } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { badRequest, notFound } from './georeport-error.js';
import { refuseConnection } from './http/connection-errors.js';
import { GeoReportErrorFilter, sendError } from './http/error-filter.js';
import { answerPreflight, openToAll, refuseMethod, refusePlainHttp } from './http/manners.js';
import { leaveBody } from './http/leave-body.js';
import { methodsOf } from './http/resources.js';
import { isGeoReport, routedUrl, targetOfRequest } from './http/target-store.js';
import { Keys } from './keys.js';
import { RateLimits } from './limits/rate-limits.js';
import { serveDocs } from './openapi/serve-docs.js';

/** Headers are quick to send, even for a phone. */
const HEADERS_SHARE = 4;

export function fastifyOptions({ server }: Settings): FastifyServerOptions & { readonly http: ServerOptions } {
  const { trustedProxies, bodyLimitBytes, headerLimitBytes, requestTimeoutMs, keepAliveTimeoutMs } = server;
  const headersTimeout = Math.ceil(requestTimeoutMs / HEADERS_SHARE);
  return {
    rewriteUrl: (raw) => routedUrl(raw as IncomingMessage),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    http: {
      maxHeaderSize: headerLimitBytes,
      headersTimeout,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: headersTimeout,
    },
    requestTimeout: requestTimeoutMs,
    connectionTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    clientErrorHandler: refuseConnection,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    frameworkErrors: (_error, request, reply) =>
      sendError(request, reply as FastifyReply, badRequest('the path is not a valid URL')),
  };
}

/** Manners that hold for every GeoReport resource: bodies as bytes, CORS, OPTIONS, limits, 405, errors in the request's format. */
export function configureHttp(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const settings = app.get<Settings>(SETTINGS, { strict: false });
  if (settings.roles.includes('intake')) addManners(app, settings);
  if (settings.roles.includes('intake') && settings.server.docs) serveDocs(app, settings);
  // Files never stand in memory: whoever wants the body reads it as it comes.
  fastify.addContentTypeParser('multipart/form-data', (_request, body, done) => done(null, body));
  fastify.addHook('onResponse', async ({ raw }) => leaveBody(raw));
  app.useGlobalFilters(new GeoReportErrorFilter(app.get(Log)));
}

function addManners(app: NestFastifyApplication, { server: { requireHttps } }: Settings): void {
  const fastify = app.getHttpAdapter().getInstance();
  const keys = app.get(Keys, { strict: false });
  const limits = app.get(RateLimits, { strict: false });
  fastify.addHook('onRequest', async (raw, reply) => {
    const request = raw as FastifyRequest;
    openToAll(reply as FastifyReply);
    if (!isGeoReport(request.raw)) return undefined;
    const { path } = targetOfRequest(request.raw);
    const methods = methodsOf(path.replace(/\/$/, ''));
    if (methods && request.method === 'OPTIONS') return answerPreflight(reply as FastifyReply, methods);
    const isFiling = request.method === 'POST' && methods?.includes('POST');
    if (isFiling && requireHttps) refusePlainHttp(request);
    // Whoever files is counted when the key is known, which may stand in the body.
    if (!isFiling) await keys.countReader(request);
    // No id, code or token holds one, and a database refuses to look for it.
    if (path.includes('%00')) throw notFound('there is nothing at this address');
    if (methods) refuseMethod(request, methods);
    return undefined;
  });
  fastify.addHook('onSend', async (request, reply) => {
    void reply.headers(limits.headersFor(request as FastifyRequest));
  });
}
