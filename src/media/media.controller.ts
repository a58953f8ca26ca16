import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MediaStore } from '../store/media.store.js';
import { MEDIA_STORAGE } from './storage/storage.token.js';
import type { MediaStorage } from './storage/media-storage.js';

const NAME = /^([0-9a-f]{32,64})(?:\.[a-z]{3,4})?$/;
/** What is at an address never changes; a picture that is deleted may stay in caches for this long. */
const CACHE = 'public, max-age=86400, immutable';

/**
 * Pictures, outside the GeoReport API. Whoever has the address gets the picture, that of a private request too: the address can't be
 * guessed, and only the reporter's city learns it.
 */
@Controller('media')
export class MediaController {
  constructor(
    @Inject(MediaStore) private readonly pictures: MediaStore,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
  ) {}

  @Get(':name')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('name') name: string): Promise<void> {
    const token = NAME.exec(name)?.[1];
    const picture = token && (await this.pictures.findReady(token));
    if (!token || !picture) throw new NotFoundException();
    const etag = `"${token}"`;
    void reply.headers({
      'cache-control': CACHE,
      etag,
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline',
      'access-control-allow-origin': '*',
    });
    if (request.headers['if-none-match'] === etag) return void (await reply.status(304).send());
    void reply.headers({ 'content-type': picture.type, 'content-length': picture.bytes });
    if (request.method === 'HEAD') return void (await reply.send());
    const body = await this.storage.read('public', token);
    if (!body) throw new NotFoundException();
    await reply.send(body);
  }
}
