import type { Type } from '@nestjs/common';
import { getSchemaPath } from '@nestjs/swagger';
import { ErrorModel } from './models/error.js';
import type { Answer, Operation } from './operation.js';

/** What each status of ERR-5 means, for the document. */
const ERRORS: Readonly<Record<number, string>> = {
  400: 'Something is missing or wrong; one entry for each problem.',
  403: 'The api_key is missing, wrong, or not for this city.',
  404: 'There is no such jurisdiction, service, report or token.',
  413: 'The body is too large.',
  415: 'The body is of a type that is not understood.',
  429: 'Too many requests; Retry-After says when to come again.',
  500: 'Something went wrong on our side.',
  503: 'Nothing can be stored just now; Retry-After says when to come again.',
};
const EVERYWHERE = [429, 500, 503];
const WAITING = new Set([429, 503]);

interface ApiResponse {
  readonly description: string;
  readonly headers: Record<string, ReturnType<typeof header>>;
  readonly content?: Record<string, { readonly schema: object }>;
}

const header = (description: string) => ({ description, schema: { type: 'string' } });
/** Of the limit that was counted last; none where none is set. */
const LIMITS = {
  RateLimit: header('`"key";r=5999;t=60`: requests left (r), and seconds until there are all again (t).'),
  'RateLimit-Policy': header('`"key";q=6000;w=60`: so many requests (q) in so many seconds (w).'),
};
const RETRY_AFTER = { 'Retry-After': header('Seconds to wait.') };

const CACHED = {
  ETag: header('Send it back in If-None-Match.'),
  'Last-Modified': header('Send it back in If-Modified-Since.'),
};
const JSONP = { 'application/javascript': { schema: { type: 'string' } } };

/** Answers by status; XML and JSON are one shape (MAP-6). */
export function responsesOf(operation: Operation): Record<string, ApiResponse> {
  const errors = [...operation.errors, ...EVERYWHERE].map((status) => [status, errorOf(status)] as const);
  const unchanged = { description: 'The client has it already.', headers: { ...CACHED, ...LIMITS } };
  return { 200: goodOf(operation), ...(operation.isCached ? { 304: unchanged } : {}), ...Object.fromEntries(errors) };
}

function goodOf({ answer, headers = {}, body, isCached }: Operation): ApiResponse {
  const own = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, header(text)]));
  return {
    description: answer.description,
    headers: { ...own, ...(isCached ? CACHED : {}), ...LIMITS },
    content: { ...contentOf(answer), ...(body ? {} : JSONP) },
  };
}

function errorOf(status: number): ApiResponse {
  const answer: Answer = { description: ERRORS[status]!, root: 'errors', model: ErrorModel, isList: true };
  return {
    description: answer.description,
    content: contentOf(answer),
    headers: { ...LIMITS, ...(WAITING.has(status) ? RETRY_AFTER : {}) },
  };
}

function contentOf({ root, model, isList }: Answer) {
  const schema = isList ? listOf(root, model) : reference(model);
  return { 'text/xml': { schema }, 'application/json': { schema } };
}

function listOf(root: string, model: Type) {
  return { type: 'array', xml: { name: root, wrapped: true }, items: reference(model) };
}

export const reference = (model: Type) => ({ $ref: getSchemaPath(model) });
