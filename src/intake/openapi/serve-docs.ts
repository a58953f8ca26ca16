import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { Settings } from '../../settings/settings.js';
import { notFound } from '../georeport-error.js';
import { docsPage, docsScript } from './docs-page.js';

/** The files of Swagger UI that the page needs, which come with the package. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  'favicon-32x32.png': 'image/png',
};
const FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
/** Swagger UI writes styles into its elements and draws from data: addresses; nothing comes from elsewhere. */
const SECURITY_POLICY = [
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
].join('; ');

/**
 * The API document at `/openapi.json`, and the page that shows it at `/docs`. The document, and the library that makes it, cost some
 * tenths of a second at the first request and nothing at the start.
 */
export function serveDocs(app: NestFastifyApplication, settings: Settings): void {
  const fastify = app.getHttpAdapter().getInstance();
  const { publicUrl } = settings.server;
  const base = publicUrl ? new URL(publicUrl).pathname.replace(/\/$/, '') : '';
  let document: Promise<string> | undefined;
  fastify.get('/openapi.json', async (_request, reply) => {
    document ??= import('./api-document.js').then(({ apiDocument }) => JSON.stringify(apiDocument(app, settings)));
    return typed(reply as FastifyReply, 'application/json').send(await document);
  });
  fastify.get('/docs', (_request, reply) => typed(reply as FastifyReply, 'text/html').send(docsPage(base)));
  fastify.get('/docs/start.js', (_request, reply) => typed(reply as FastifyReply, 'text/javascript').send(docsScript(base)));
  fastify.get<{ Params: { name: string } }>('/docs/assets/:name', async ({ params: { name } }, reply) => {
    if (!Object.hasOwn(ASSETS, name)) throw notFound('there is nothing at this address');
    void reply.header('cache-control', 'public, max-age=86400');
    return typed(reply as unknown as FastifyReply, ASSETS[name]!).send(createReadStream(join(FOLDER, name)));
  });
}

function typed(reply: FastifyReply, type: string): FastifyReply {
  return reply.headers({
    'content-type': type.startsWith('image/') ? type : `${type}; charset=utf-8`,
    'content-security-policy': SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
}
