import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Document } from '../formats/document.js';
import { checkedCallback, jsonp, JSONP_TYPE } from '../formats/jsonp.js';
import { CONTENT_TYPES, render, renderInPieces } from '../formats/render.js';
import { Parameters, parseForm } from '../parameters.js';
import type { Format } from './requested-format.js';
import { targetOfRequest } from './target-store.js';

/** Shorter lists are quicker as one text. */
const STREAMED_FROM = 200;

/**
 * 200 in the format that was asked for, kept by nobody (HTTP-5). A HEAD gets the headers only, and nothing is rendered for it (HTTP-1).
 * @throws GeoReportError 400 for a callback that is no name (HTTP-3).
 */
export async function answer(request: FastifyRequest, reply: FastifyReply, document: Document): Promise<void> {
  const { format } = targetOfRequest(request.raw);
  const callback = callbackOf(request);
  void reply.header('cache-control', 'no-store');
  if (callback !== undefined) return sendScript(request, reply, callback, () => render(document, 'json'));
  void reply.status(200).header('content-type', CONTENT_TYPES[format]);
  await reply.send(request.method === 'HEAD' ? undefined : bodyOf(document, format));
}

/** A long list leaves as it is rendered. */
function bodyOf(document: Document, format: Format): string | Readable {
  const { root, body } = document;
  if (!Array.isArray(body) || body.length < STREAMED_FROM) return render(document, format);
  return Readable.from(renderInPieces({ root, items: body }, format));
}

/** The function that a script wants its JSON handed to; only for what is read. @throws GeoReportError 400 (HTTP-3). */
export function callbackOf(request: FastifyRequest): string | undefined {
  const { format, query } = targetOfRequest(request.raw);
  if (format !== 'json' || request.method === 'POST' || !query.includes('callback')) return undefined;
  const name = new Parameters(parseForm(Buffer.from(query, 'latin1'))).text('callback');
  return name === undefined ? undefined : checkedCallback(name);
}

export async function sendScript(
  request: FastifyRequest,
  reply: FastifyReply,
  callback: string,
  json: () => string,
): Promise<void> {
  void reply.status(200).headers({ 'content-type': JSONP_TYPE, 'x-content-type-options': 'nosniff' });
  await reply.send(request.method === 'HEAD' ? undefined : jsonp(callback, json()));
}
