import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Upload } from '../../media/media.intake.js';
import { GeoReportError } from '../georeport-error.js';
import { type Pairs, Parameters, parseForm } from '../parameters.js';
import { jsonPairs } from './json-body.js';
import { readMultipart } from './multipart.js';
import { targetOfRequest } from './target-store.js';

export interface RequestParameters {
  /** Body, then query (GEN-9). */
  readonly all: Parameters;
  readonly body: Parameters;
  readonly query: Parameters;
}

/**
 * Everything a request was sent with.
 * @param upload takes the files of a multipart body.
 * @throws GeoReportError 400 for texts that are not UTF-8 or a broken body, 413 beyond a limit, 415 for a body type we don't read.
 */
export async function readParameters(request: FastifyRequest, upload?: Upload): Promise<RequestParameters> {
  const query = new Parameters(parseForm(Buffer.from(targetOfRequest(request.raw).query, 'latin1')));
  const body = new Parameters(await bodyPairs(request, upload));
  return { all: Parameters.ofPost(body, query), body, query };
}

async function bodyPairs({ body, headers, routeOptions }: FastifyRequest, upload: Upload | undefined): Promise<Pairs> {
  if (body instanceof Readable) return readMultipart(body, headers, routeOptions.bodyLimit!, upload);
  if (!Buffer.isBuffer(body) || body.length === 0) return [];
  const type = headers['content-type']?.split(';')[0]!.trim().toLowerCase() ?? '';
  if (type === '' || type === 'application/x-www-form-urlencoded') return parseForm(body);
  if (type === 'application/json') return jsonPairs(body);
  throw new GeoReportError(415, ['the body must be application/x-www-form-urlencoded or multipart/form-data']);
}
