import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TokenStore } from '../store/token.store.js';
import { tokenDocument } from './formats/documents.js';
import { badRequest, notFound } from './georeport-error.js';
import { answer } from './http/answer.js';
import { readParameters } from './http/read-parameters.js';
import { Jurisdictions } from './jurisdictions.js';
import { Described } from './openapi/described.js';

/** A CRM's words may be a whole page; an app shows them in a box. */
const LONGEST_REASON = 500;

/** What a token stands for (contract section 11). */
@Controller('open311/v2/tokens')
export class TokensController {
  constructor(
    @Inject(Jurisdictions) private readonly jurisdictions: Jurisdictions,
    @Inject(TokenStore) private readonly tokens: TokenStore,
  ) {}

  /** @throws GeoReportError 404 for an unknown token, 400 for a report that the city's system finally refused (TOK-3). */
  @Get(':token')
  @Described('readToken')
  async token(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string): Promise<void> {
    const jurisdiction = this.jurisdictions.of((await readParameters(request)).all);
    const found = await this.tokens.find(jurisdiction.id, token);
    if (!found) throw notFound(`there is no token ${token}`);
    if (found.refusal !== undefined)
      throw badRequest(`the city's system refused this report: ${found.refusal.slice(0, LONGEST_REASON)}`);
    await answer(request, reply, tokenDocument(found.id, token));
  }
}
