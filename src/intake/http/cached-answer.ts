import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Document } from '../formats/document.js';
import { CONTENT_TYPES, render } from '../formats/render.js';
import { callbackOf, sendScript } from './answer.js';
import type { Format } from './requested-format.js';
import { targetOfRequest } from './target-store.js';

interface Rendered {
  readonly body: Buffer;
  readonly etag: string;
}

/** Documents that change only with the configuration: rendered once for each format, and not sent again to a client that has them. */
export class CachedAnswers {
  private readonly rendered = new Map<string, Rendered>();

  /**
   * @param name of the document, one for each that is different; only of what exists, so that there is an end to them.
   * @param changedAt whole seconds, for `Last-Modified`.
   */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { name, changedAt, document }: { name: string; changedAt: Date; document: () => Document },
  ): Promise<void> {
    const { format } = targetOfRequest(request.raw);
    const callback = callbackOf(request);
    const { body, etag } = this.render(`${format} ${name}`, format, document);
    void reply.header('cache-control', 'no-cache');
    if (callback !== undefined) return sendScript(request, reply, callback, () => body.toString());
    void reply.headers({ 'content-type': CONTENT_TYPES[format], etag, 'last-modified': changedAt.toUTCString() });
    if (hasIt(request, etag, changedAt)) return void (await reply.status(304).send());
    await reply.status(200).send(request.method === 'HEAD' ? undefined : body);
  }

  private render(key: string, format: Format, document: () => Document): Rendered {
    const known = this.rendered.get(key);
    if (known) return known;
    const body = Buffer.from(render(document(), format));
    const fresh = { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` };
    this.rendered.set(key, fresh);
    return fresh;
  }
}

/** HTTP-5 and RFC 9110 section 13: the tag decides where there is one, else the date; neither sent, never 304. */
function hasIt({ headers }: FastifyRequest, etag: string, changedAt: Date): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return since >= changedAt.getTime();
}
