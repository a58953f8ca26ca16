import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import type { PublicRequest } from '../store/reads/public-request.js';
import { RequestReader } from '../store/reads/request-reader.js';
import type { Document } from './formats/document.js';
import { dateText, requestsDocument } from './formats/documents.js';
import { requestExtensions } from './formats/extensions.js';
import { notFound } from './georeport-error.js';
import { answer } from './http/answer.js';
import { baseOf } from './http/base.js';
import { pageHeaders } from './http/page-headers.js';
import { readParameters } from './http/read-parameters.js';
import { targetOfRequest } from './http/target-store.js';
import { Jurisdictions } from './jurisdictions.js';
import { publicNote, publicRequest } from './masking.js';
import { Described } from './openapi/described.js';
import { cutOf } from './paging.js';
import type { Parameters } from './parameters.js';
import { readFilter } from './request-filter.js';
import { ResultCount } from './result-count.js';

/** Reading requests (contract sections 12 and 13). */
@Controller('open311/v2')
export class RequestReadsController {
  private readonly counts: ResultCount;

  constructor(
    @Inject(Jurisdictions) private readonly jurisdictions: Jurisdictions,
    @Inject(RequestReader) private readonly requests: RequestReader,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.counts = new ResultCount(requests);
  }

  @Get('requests')
  @Described('listRequests')
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { all, query } = await readParameters(request);
    const jurisdiction = this.jurisdictions.of(all);
    const { filter, page, narrowed } = readFilter(all, jurisdiction.timeZone, new Date());
    const found = await this.requests.page(jurisdiction.id, filter, cutOf(page));
    const total = await this.counts.of(jurisdiction.id, filter, page, found);
    const base = baseOf(request, this.settings);
    const { path, format } = targetOfRequest(request.raw);
    void reply.headers(pageHeaders(`${base}${path}.${format}`, query, { page, found, total }));
    if (narrowed) void reply.header('x-date-range', `${dateText(narrowed.from)}/${dateText(narrowed.to)}`);
    await answer(request, reply, await this.document(jurisdiction, found.requests, all, base));
  }

  /** The singular is Boston's (ONE-3). */
  @Get(['requests/:id', 'request/:id'])
  @Described('readRequest')
  async one(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    const { all } = await readParameters(request);
    const jurisdiction = this.jurisdictions.of(all);
    const found = await this.requests.find(jurisdiction.id, id);
    if (!found) throw notFound(`there is no service_request_id ${id}`);
    await answer(request, reply, await this.document(jurisdiction, [found], all, baseOf(request, this.settings)));
  }

  private async document(
    jurisdiction: JurisdictionSettings,
    found: readonly PublicRequest[],
    parameters: Parameters,
    base: string,
  ): Promise<Document> {
    const requests = found.map((each) => publicRequest(jurisdiction, each));
    if (!wantsExtensions(parameters)) return requestsDocument(requests, base);
    const notes = await this.requests.notes(
      jurisdiction.id,
      requests.map(({ id }) => id),
    );
    const services = new Map(jurisdiction.services.map((service) => [service.code, service]));
    return requestsDocument(requests, base, (each) =>
      requestExtensions(each, {
        service: services.get(each.serviceCode),
        notes: (notes.get(each.id) ?? []).map((note) => publicNote(jurisdiction, each.serviceCode, note)),
        base,
      }),
    );
  }
}

/** Section 15.4. */
export function wantsExtensions(parameters: Parameters): boolean {
  return parameters.text('extensions')?.toLowerCase() === 'true';
}
