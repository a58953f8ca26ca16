import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MediaUnavailable } from '../../media/media.intake.js';
import type { Log } from '../../settings/log.js';
import { isDatabaseAway } from '../../store/database.js';
import { errorsDocument } from '../formats/documents.js';
import { CONTENT_TYPES, render } from '../formats/render.js';
import { GeoReportError } from '../georeport-error.js';
import { targetOfRequest } from './target-store.js';

const RETRY_AFTER_SECONDS = '10';
/** What the framework itself refuses, in words for a person. */
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  404: 'there is nothing at this address',
  413: 'the body is too large',
  415: 'the body must be application/x-www-form-urlencoded or multipart/form-data',
};

/** ERR-5; clients know no others (ERR-6). */
const OFFERED = new Set([400, 403, 404, 405, 413, 415, 429]);

/** Every failure as the contract's section 6 wants it. Nothing of our insides leaves. */
@Catch()
export class GeoReportErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendError(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.toGeoReport(error));
  }

  private toGeoReport(error: unknown): GeoReportError {
    if (error instanceof GeoReportError) return error;
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
    if (status && status >= 400 && status < 500)
      return new GeoReportError(OFFERED.has(status) ? status : 400, [DESCRIPTIONS[status] ?? (error as Error).message]);
    if (error instanceof MediaUnavailable) {
      this.log.error({ error }, 'pictures can not be stored; reports with pictures are not taken in');
      return unavailable();
    }
    if (isDatabaseAway(error)) {
      this.log.error({ error }, 'the database is away; reports are not taken in');
      return unavailable();
    }
    this.log.error({ error }, 'a request failed for a reason of our own');
    return new GeoReportError(500, ['something went wrong on our side']);
  }
}

function unavailable(): GeoReportError {
  return new GeoReportError(503, ['the report could not be stored just now; send it again in a few seconds'], {
    'retry-after': RETRY_AFTER_SECONDS,
  });
}

export function sendError(request: FastifyRequest, reply: FastifyReply, error: GeoReportError): void {
  const { format } = targetOfRequest(request.raw);
  void reply
    .status(error.status)
    .headers({ 'access-control-allow-origin': '*', ...error.headers })
    .header('content-type', CONTENT_TYPES[format])
    .send(render(errorsDocument(error.entries), format));
}
