import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestStore } from '../store/request.store.js';
import { UpdateStore } from '../store/update.store.js';
import { tokenDocument } from './formats/documents.js';
import { notFound } from './georeport-error.js';
import { answer } from './http/answer.js';
import { readParameters } from './http/read-parameters.js';
import { Jurisdictions } from './jurisdictions.js';

/** What a token stands for (contract section 11). */
@Controller('open311/v2/tokens')
export class TokensController {
  constructor(
    @Inject(Jurisdictions) private readonly jurisdictions: Jurisdictions,
    @Inject(RequestStore) private readonly requests: RequestStore,
    @Inject(UpdateStore) private readonly updates: UpdateStore,
  ) {}

  @Get(':token')
  async token(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string): Promise<void> {
    const jurisdiction = this.jurisdictions.of((await readParameters(request)).all);
    const id = await this.idFor(jurisdiction.id, token);
    if (id === undefined) throw notFound(`there is no token ${token}`);
    await answer(request, reply, tokenDocument(id, token));
  }

  /** A posted update's id is its token too (TOK-5). */
  private async idFor(jurisdictionId: string, token: string): Promise<string | undefined> {
    const found = await this.requests.findByToken(jurisdictionId, token);
    if (found) return found.publicId;
    return (await this.updates.isPosted(jurisdictionId, token)) ? token : undefined;
  }
}
