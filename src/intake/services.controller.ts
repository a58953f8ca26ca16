import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { definitionDocument, discoveryDocument, servicesDocument } from './formats/documents.js';
import { notFound } from './georeport-error.js';
import { answer } from './http/answer.js';
import { baseOf } from './http/base.js';
import { readParameters } from './http/read-parameters.js';
import { Jurisdictions } from './jurisdictions.js';

/** Discovery, services and definitions (contract sections 7 to 9). */
@Controller('open311')
export class ServicesController {
  /** Services change only with the configuration, which is read at the start (DISC-7). */
  private readonly changeset = new Date();

  constructor(
    @Inject(Jurisdictions) private readonly jurisdictions: Jurisdictions,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Both places (DISC-2). */
  @Get(['discovery', 'v2/discovery'])
  async discovery(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { all } = await readParameters(request);
    const base = baseOf(request, this.settings);
    const { endpointType } = this.settings.server;
    await answer(
      request,
      reply,
      discoveryDocument(this.jurisdictions.named(all), `${base}/open311/v2`, endpointType, this.changeset),
    );
  }

  @Get('v2/services')
  async services(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const jurisdiction = this.jurisdictions.of((await readParameters(request)).all);
    await answer(request, reply, servicesDocument(jurisdiction.services.filter((service) => !service.private)));
  }

  @Get('v2/services/:code')
  async definition(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('code') code: string): Promise<void> {
    const jurisdiction = this.jurisdictions.of((await readParameters(request)).all);
    const service = jurisdiction.services.find((each) => each.code === code && !each.private);
    if (!service) throw notFound(`there is no service_code ${code}`);
    await answer(request, reply, definitionDocument(service));
  }
}
