import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DeliveryQueue } from '../delivery/delivery.queue.js';
import { MediaIntake, type Upload } from '../media/media.intake.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import type { AcceptedUpdate, UpdateKey } from '../store/accept-update.js';
import { UpdateStore } from '../store/update.store.js';
import { acceptedUpdateDocument, updatesDocument } from './formats/update-documents.js';
import { badRequest, notFound } from './georeport-error.js';
import { answer } from './http/answer.js';
import { baseOf } from './http/base.js';
import { neighbourHeaders, pageAddress } from './http/neighbours.js';
import { readParameters } from './http/read-parameters.js';
import { targetOfRequest } from './http/target-store.js';
import { Jurisdictions } from './jurisdictions.js';
import { Keys } from './keys.js';
import { publicUpdate } from './masking.js';
import { missingFields, readUpdate } from './new-update.js';
import { Described } from './openapi/described.js';
import type { Parameters } from './parameters.js';
import { readUpdateFilter } from './update-filter.js';

/** Updates of requests, both ways (contract section 16). */
@Controller('open311/v2/servicerequestupdates')
export class UpdatesController {
  constructor(
    @Inject(Jurisdictions) private readonly jurisdictions: Jurisdictions,
    @Inject(Keys) private readonly keys: Keys,
    @Inject(UpdateStore) private readonly updates: UpdateStore,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(MediaIntake) private readonly media: MediaIntake,
    @Inject(DeliveryQueue) private readonly queue: DeliveryQueue,
  ) {}

  /** What the CRMs said. What clients posted is for the city, and comes back when the CRM makes it public. */
  @Get()
  @Described('listUpdates')
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { all, query } = await readParameters(request);
    const jurisdiction = this.jurisdictions.of(all);
    const { filter, page } = readUpdateFilter(all, jurisdiction.timeZone, new Date());
    const { updates, more } = await this.updates.list(jurisdiction.id, filter);
    const { path, format } = targetOfRequest(request.raw);
    const address = `${baseOf(request, this.settings)}${path}.${format}`;
    if (more) void reply.headers(neighbourHeaders({ next: pageAddress(address, query, page + 1) }));
    await answer(request, reply, updatesDocument(updates.map((each) => publicUpdate(jurisdiction, each))));
  }

  /** The answer means that the update is committed. Checks go key, jurisdiction, request, fields (KEY-5). */
  @Post()
  @Described('postUpdate')
  @HttpCode(200)
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const upload = this.media.receive();
    try {
      await this.postWith(upload, request, reply);
    } finally {
      await upload.discard();
    }
  }

  private async postWith(upload: Upload, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const parameters = await readParameters(request, upload);
    const client = await this.keys.clientOf(request, parameters);
    const jurisdiction = this.jurisdictions.of(parameters.all);
    this.keys.allow(client, jurisdiction);
    const publicId = parameters.all.text('service_request_id');
    if (publicId === undefined) throw badRequest(...missingFields(parameters.all));
    const requestId = await this.updates.requestFor(jurisdiction.id, publicId, client.id);
    if (requestId === undefined) throw notFound(`there is no service_request_id ${publicId}`);
    const clientUpdateId = parameters.all.text('update_id') ?? '';
    const key = { requestId, apiClientId: client.id, clientUpdateId };
    await answer(request, reply, acceptedUpdateDocument(await this.accept(parameters.all, key, jurisdiction.timeZone, upload)));
  }

  /** A repeat gets its first answer even where it would no longer be taken. */
  private async accept(parameters: Parameters, key: UpdateKey, timeZone: string, upload: Upload): Promise<AcceptedUpdate> {
    let update: ReturnType<typeof readUpdate>;
    try {
      update = readUpdate(parameters, key, timeZone, new Date());
    } catch (problem) {
      const first = await this.updates.acceptedBefore(key);
      if (first) return first;
      throw problem;
    }
    const sent = { upload, base64: parameters.every('media'), urls: parameters.every('media_url') };
    const accepted = await this.media.keep(sent, (pictures) => this.updates.accept({ ...update, pictures }));
    this.queue.announce(accepted.connections);
    return accepted;
  }
}
