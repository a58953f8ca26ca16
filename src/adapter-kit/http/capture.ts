import type { IncomingHttpHeaders } from 'node:http';
import { decodeText } from '../charset.js';
import type { Redactor } from '../redactor.js';
import { CAPTURE_LIMIT, type Exchange, type HttpRequest } from './http-client.js';
import { isSecretHeader } from './http-settings.js';
import { shownAddress } from './shown-address.js';

const HEADER_LIMIT = 1000;
const HIDDEN = '[masked]';
const IS_TEXT = /^\s*(text\/|application\/(.+\+)?(xml|json|x-www-form-urlencoded))/i;

export interface Outcome {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly error?: string;
}

/** What is written down of one request, in clear text where it was text, without secrets, and not without end. */
export function toExchange(
  request: HttpRequest,
  sentHeaders: Readonly<Record<string, string>>,
  outcome: Outcome,
  startedAt: number,
  redactor: Redactor,
): Exchange {
  const cut = (text: string | undefined) => (text === undefined ? undefined : redactor.redactHead(text, CAPTURE_LIMIT));
  const shown = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        isSecretHeader(name) ? HIDDEN : redactor.redactHead(value, HEADER_LIMIT),
      ]),
    );
  return {
    method: request.method,
    url: redactor.redactHead(shownAddress(request), CAPTURE_LIMIT),
    requestHeaders: shown(sentHeaders),
    requestBody: cut(textOf(request.body, sentHeaders['content-type'])),
    status: outcome.status,
    responseHeaders: outcome.headers && shown(outcome.headers),
    responseBody: cut(outcome.body),
    error: cut(outcome.error),
    startedAt: new Date(startedAt).toISOString(),
    tookMs: Date.now() - startedAt,
  };
}

function textOf(body: string | Buffer | undefined, contentType: string | undefined): string | undefined {
  if (typeof body === 'string' || body === undefined) return body;
  return contentType !== undefined && IS_TEXT.test(contentType) ? decodeText(body, contentType) : undefined;
}

/** Node keeps `set-cookie` apart; in one line, as everything else is. */
export function oneLine(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
