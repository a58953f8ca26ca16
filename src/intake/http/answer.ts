import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Document } from '../formats/document.js';
import { CONTENT_TYPES, render } from '../formats/render.js';
import { targetOfRequest } from './target-store.js';

/** 200 in the format that was asked for. */
export async function answer(request: FastifyRequest, reply: FastifyReply, document: Document): Promise<void> {
  const { format } = targetOfRequest(request.raw);
  await reply.status(200).header('content-type', CONTENT_TYPES[format]).send(render(document, format));
}
