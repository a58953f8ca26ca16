import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DeliveryQueue } from '../delivery/delivery.queue.js';
import type { Service } from '../domain/service.js';
import { MediaIntake, type Upload } from '../media/media.intake.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { Acceptance } from '../store/accept-report.js';
import type { NewReport } from '../store/new-report.js';
import { RequestStore } from '../store/request.store.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { FilingTrace } from './filing-trace.js';
import { acceptanceDocument } from './formats/documents.js';
import { badRequest, notFound } from './georeport-error.js';
import { answer } from './http/answer.js';
import { readParameters } from './http/read-parameters.js';
import { idempotencyKeyOf } from './idempotency.js';
import { Jurisdictions } from './jurisdictions.js';
import { Keys } from './keys.js';
import { readReport, type Sender } from './new-report.js';
import { Described } from './openapi/described.js';
import type { Parameters } from './parameters.js';

/** Filing requests (contract section 10). */
@Controller('open311/v2')
export class RequestsController {
  constructor(
    @Inject(Jurisdictions) private readonly jurisdictions: Jurisdictions,
    @Inject(Keys) private readonly keys: Keys,
    @Inject(RequestStore) private readonly requests: RequestStore,
    @Inject(MediaIntake) private readonly media: MediaIntake,
    @Inject(DeliveryQueue) private readonly queue: DeliveryQueue,
    @Inject(Telemetry) private readonly telemetry: Telemetry,
  ) {}

  /** The answer means that the report is committed; the queue is told after (design section 5). Checks in the order of KEY-5. */
  @Post('requests')
  @Described('fileRequest')
  @HttpCode(200)
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const trace = new FilingTrace(this.telemetry, reply);
    const upload = this.media.receive();
    try {
      await this.fileWith(upload, trace, request, reply);
    } finally {
      await upload.discard();
    }
  }

  private async fileWith(upload: Upload, trace: FilingTrace, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const parameters = await readParameters(request, upload);
    const client = await this.keys.clientOf(request, parameters);
    const jurisdiction = this.jurisdictions.of(parameters.all);
    this.keys.allow(client, jurisdiction);
    const idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key'], parameters.all, jurisdiction);
    const sender = { apiClientId: client.id, idempotencyKey, traceParent: trace.parent };
    const acceptance = await this.accept(parameters.all, jurisdiction, sender, upload);
    trace.told(jurisdiction.id, acceptance);
    this.count(jurisdiction, acceptance);
    this.queue.announce(acceptance.connections);
    await answer(request, reply, acceptanceDocument(acceptance));
  }

  private count({ id }: JurisdictionSettings, { isRepeat, serviceType }: Acceptance): void {
    if (isRepeat) this.telemetry.repeated(id);
    else this.telemetry.accepted(id, serviceType);
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
}

/** @throws GeoReportError 400 when it is missing, 404 when there is no such one. */
function serviceOf(parameters: Parameters, jurisdiction: JurisdictionSettings): Service {
  const code = parameters.text('service_code');
  if (!code) throw badRequest('service_code is required; GET services lists them');
  const service = jurisdiction.services.find((each) => each.code === code);
  if (!service) throw notFound(`there is no service_code ${code}; GET services lists them`);
  return service;
}
