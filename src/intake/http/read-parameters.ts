import { Busboy } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { badRequest, GeoReportError } from '../georeport-error.js';
import { Parameters, parseForm, utf8 } from '../parameters.js';
import { targetOfRequest } from './target-store.js';

export interface RequestParameters {
  /** Body, then query (GEN-9). */
  readonly all: Parameters;
  readonly body: Parameters;
  readonly query: Parameters;
}

type Pairs = [string, string][];

/** Everything a request was sent with. @throws GeoReportError 400 for texts that are not UTF-8 or a broken body, 415 for a body type we don't read. */
export async function readParameters(request: FastifyRequest): Promise<RequestParameters> {
  const query = new Parameters(parseForm(Buffer.from(targetOfRequest(request.raw).query, 'latin1')));
  const body = new Parameters(await bodyPairs(request.body, request.headers['content-type']));
  return { all: Parameters.ofPost(body, query), body, query };
}

async function bodyPairs(body: unknown, contentType: string | undefined): Promise<Pairs> {
  if (!Buffer.isBuffer(body) || body.length === 0) return [];
  const type = contentType?.split(';')[0]!.trim().toLowerCase() ?? '';
  if (type === '' || type === 'application/x-www-form-urlencoded') return parseForm(body);
  if (type === 'multipart/form-data') return multipartPairs(body, contentType!);
  if (type === 'application/json') return jsonPairs(body);
  throw new GeoReportError(415, ['the body must be application/x-www-form-urlencoded or multipart/form-data']);
}

/** Text parts only; files are for media. */
function multipartPairs(body: Buffer, contentType: string): Promise<Pairs> {
  return new Promise((resolve, reject) => {
    const pairs: Pairs = [];
    const broken = () => reject(badRequest('the multipart body is broken; check its boundary'));
    try {
      const parser = new Busboy({
        headers: { 'content-type': contentType },
        isPartAFile: (_name, _type, fileName) => fileName !== undefined,
      });
      parser.on('field', (name, value) => pairs.push([name, value]));
      parser.on('file', (_name, stream) => stream.resume());
      parser.once('error', broken);
      parser.once('finish', () => resolve(pairs));
      utf8Texts(body);
      parser.end(body);
    } catch (error) {
      if (error instanceof GeoReportError) reject(error);
      else broken();
    }
  });
}

/** A body without files is text as a whole; one with files can't be checked before its parts are known. */
function utf8Texts(body: Buffer): void {
  if (!body.includes('filename')) utf8(body);
}

/** POST-3: an object of texts, lists of texts, and `attribute` as an object. */
function jsonPairs(body: Buffer): Pairs {
  const parsed = parseJson(utf8(body));
  if (!parsed || typeof parsed !== 'object' || Array.isArray(parsed)) throw badRequest('a JSON body must be one object');
  return Object.entries(parsed).flatMap(([name, value]) => {
    const isAttributes =
      (name === 'attribute' || name === 'attributes') && value && typeof value === 'object' && !Array.isArray(value);
    return isAttributes
      ? Object.entries(value).flatMap(([code, each]) => pairsOf(`attribute[${code}]`, each))
      : pairsOf(name, value);
  });
}

/** @throws GeoReportError 400 for an object where a text belongs. */
function pairsOf(name: string, value: unknown): Pairs {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((each) => {
    if (typeof each === 'object' && each !== null) throw badRequest(`${name} must be a text, a number, or a list of them`);
    return [name, typeof each === 'number' ? withoutExponent(each) : String(each ?? '')];
  });
}

/** JavaScript writes 1e-7 where a form would hold 0.0000001. */
function withoutExponent(value: number): string {
  return Math.abs(value) < 1e-6 ? value.toFixed(12) : String(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('the body is not valid JSON');
  }
}
