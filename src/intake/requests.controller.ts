import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DeliveryQueue } from '../delivery/delivery.queue.js';
import type { Service } from '../domain/service.js';
import { MediaIntake, type Upload } from '../media/media.intake.js';
import type { JurisdictionSettings, Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import type { Acceptance } from '../store/accept-report.js';
import type { NewReport } from '../store/new-report.js';
import { RequestStore } from '../store/request.store.js';
import { acceptanceDocument, dateText, requestsDocument } from './formats/documents.js';
import { badRequest, notFound } from './georeport-error.js';
import { answer } from './http/answer.js';
import { baseOf } from './http/base.js';
import { readParameters } from './http/read-parameters.js';
import { idempotencyKeyOf } from './idempotency.js';
import { Jurisdictions } from './jurisdictions.js';
import { Keys } from './keys.js';
import { readReport, type Sender } from './new-report.js';
import type { Parameters } from './parameters.js';
import { readFilter } from './request-filter.js';

/** Requests (contract sections 10, 12 and 13). */
@Controller('open311/v2')
export class RequestsController {
  constructor(
    @Inject(Jurisdictions) private readonly jurisdictions: Jurisdictions,
    @Inject(Keys) private readonly keys: Keys,
    @Inject(RequestStore) private readonly requests: RequestStore,
    @Inject(MediaIntake) private readonly media: MediaIntake,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DeliveryQueue) private readonly queue: DeliveryQueue,
  ) {}

  /** The answer means that the report is committed; the queue is told after (design section 5). Checks in the order of KEY-5. */
  @Post('requests')
  @HttpCode(200)
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const upload = this.media.receive();
    try {
      await this.fileWith(upload, request, reply);
    } finally {
      await upload.discard();
    }
  }

  private async fileWith(upload: Upload, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const parameters = await readParameters(request, upload);
    const client = await this.keys.clientOf(request, parameters);
    const jurisdiction = this.jurisdictions.of(parameters.all);
    this.keys.allow(client, jurisdiction);
    const idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key'], parameters.all, jurisdiction);
    const acceptance = await this.accept(parameters.all, jurisdiction, { apiClientId: client.id, idempotencyKey }, upload);
    this.queue.announce(acceptance.deliveries.map((delivery) => ({ ...delivery, fence: 0 })));
    await answer(request, reply, acceptanceDocument(acceptance));
  }

  /** A repeat gets its first answer even where its report would no longer be taken (POST-20). */
  private async accept(
    parameters: Parameters,
    jurisdiction: JurisdictionSettings,
    sender: Sender,
    upload: Upload,
  ): Promise<Acceptance> {
    let report: NewReport;
    try {
      report = readReport(parameters, jurisdiction, serviceOf(parameters, jurisdiction), sender, new Date());
    } catch (problem) {
      const first = await this.requests.acceptedBefore({ ...sender, jurisdictionId: jurisdiction.id });
      if (first) return first;
      throw problem;
    }
    const sent = { upload, base64: parameters.every('media'), urls: parameters.every('media_url') };
    return this.media.keep(sent, (pictures) => this.requests.accept({ ...report, pictures }));
  }

  @Get('requests')
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { all } = await readParameters(request);
    const jurisdiction = this.jurisdictions.of(all);
    const { filter, narrowed } = readFilter(all, jurisdiction.timeZone, new Date());
    if (narrowed) void reply.header('x-date-range', `${dateText(narrowed.from)}/${dateText(narrowed.to)}`);
    await answer(
      request,
      reply,
      requestsDocument(await this.requests.list(jurisdiction.id, filter), baseOf(request, this.settings)),
    );
  }

  /** The singular is Boston's (ONE-3). */
  @Get(['requests/:id', 'request/:id'])
  async one(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    const jurisdiction = this.jurisdictions.of((await readParameters(request)).all);
    const found = await this.requests.find(jurisdiction.id, id);
    if (!found) throw notFound(`there is no service_request_id ${id}`);
    await answer(request, reply, requestsDocument([found], baseOf(request, this.settings)));
  }
}

/** @throws GeoReportError 400 when it is missing, 404 when there is no such one. */
function serviceOf(parameters: Parameters, jurisdiction: JurisdictionSettings): Service {
  const code = parameters.text('service_code');
  if (!code) throw badRequest('service_code is required; GET services lists them');
  const service = jurisdiction.services.find((each) => each.code === code);
  if (!service) throw notFound(`there is no service_code ${code}; GET services lists them`);
  return service;
}
