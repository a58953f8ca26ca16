import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Document } from '../formats/document.js';
import { checkedCallback, jsonp, JSONP_TYPE } from '../formats/jsonp.js';
import { CONTENT_TYPES, render } from '../formats/render.js';
import { Parameters, parseForm } from '../parameters.js';
import { targetOfRequest } from './target-store.js';

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
  await reply.send(request.method === 'HEAD' ? undefined : render(document, format));
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
