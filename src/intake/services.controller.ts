import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { Changesets } from './changesets.js';
import { definitionDocument, discoveryDocument, type Endpoint, servicesDocument } from './formats/documents.js';
import { definitionExtensions } from './formats/extensions.js';
import { notFound } from './georeport-error.js';
import { answer } from './http/answer.js';
import { baseOf } from './http/base.js';
import { CachedAnswers } from './http/cached-answer.js';
import { readParameters } from './http/read-parameters.js';
import { Jurisdictions } from './jurisdictions.js';
import { listed } from './listed-services.js';
import { Described } from './openapi/described.js';
import { readPlace } from './places.js';
import { wantsExtensions } from './request-reads.controller.js';

/** Discovery, services and definitions (contract sections 7 to 9). */
@Controller('open311')
export class ServicesController {
  /** By the city as it is: with other services it is another object. */
  private readonly answers = new WeakMap<JurisdictionSettings, CachedAnswers>();

  constructor(
    @Inject(Jurisdictions) private readonly jurisdictions: Jurisdictions,
    @Inject(Changesets) private readonly changesets: Changesets,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Both places (DISC-2). */
  @Get(['discovery', 'v2/discovery'])
  @Described('discovery')
  async discovery(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const jurisdiction = this.jurisdictions.named((await readParameters(request)).all);
    const { endpointType: type, testUrl } = this.settings.server;
    const endpoints: Endpoint[] = [{ url: `${baseOf(request, this.settings)}/open311/v2`, type }];
    if (testUrl) endpoints.push({ url: testUrl, type: 'test' });
    await answer(request, reply, discoveryDocument(jurisdiction, endpoints, await this.changesets.of(jurisdiction)));
  }

  @Get('v2/services')
  @Described('services')
  async services(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { all } = await readParameters(request);
    const jurisdiction = this.jurisdictions.of(all);
    const services = listed(jurisdiction, readPlace(all));
    await this.answersOf(jurisdiction).answer(request, reply, {
      // There are fewer lists than places.
      name: JSON.stringify(['services', jurisdiction.id, services.map(({ code }) => code)]),
      changedAt: await this.changesets.of(jurisdiction),
      document: () => servicesDocument(services),
    });
  }

  @Get('v2/services/:code')
  @Described('definition')
  async definition(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('code') code: string): Promise<void> {
    const { all } = await readParameters(request);
    const jurisdiction = this.jurisdictions.of(all);
    const service = listed(jurisdiction).find((each) => each.code === code);
    if (!service) throw notFound(`there is no service_code ${code}`);
    const changedAt = await this.changesets.of(jurisdiction);
    const extended = wantsExtensions(all);
    await this.answersOf(jurisdiction).answer(request, reply, {
      name: JSON.stringify(['definition', jurisdiction.id, code, extended]),
      changedAt,
      document: () => definitionDocument(service, extended ? definitionExtensions(service, changedAt) : {}),
    });
  }

  private answersOf(jurisdiction: JurisdictionSettings): CachedAnswers {
    const known = this.answers.get(jurisdiction) ?? new CachedAnswers();
    this.answers.set(jurisdiction, known);
    return known;
  }
}
