import { createHash } from 'node:crypto';
import type { HttpRequest } from '../../http.js';

/** What is another in every run, and says nothing about the adapter. */
const MOMENT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g;
const ENCODED_MOMENT = /\d{4}-\d\d-\d\dT\d\d%3A\d\d(?:%3A\d\d(?:\.\d+)?)?(?:Z|(?:\+|-|%2B)\d\d(?:%3A)?\d\d)?/gi;

/** Path and query as they are compared and kept. */
export function comparablePath({ url, query = {} }: Pick<HttpRequest, 'url' | 'query'>): string {
  const whole = new URL(url);
  for (const [key, value] of Object.entries(query)) whole.searchParams.append(key, value);
  return masked(`${whole.pathname}${whole.search}`, []);
}

/** A body as it is compared and kept: texts without what changes anyway, bytes as a digest. */
export function comparableBody(
  body: string | Buffer | undefined,
  contentType: string,
  volatile: readonly RegExp[],
): string | undefined {
  if (body === undefined || body.length === 0) return undefined;
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1];
  const text = typeof body === 'string' ? body : body.toString('latin1');
  const steady = masked(boundary ? text.replaceAll(boundary, 'BOUNDARY') : text, volatile);
  if (typeof body === 'string') return steady;
  return `sha256 ${createHash('sha256').update(steady, 'latin1').digest('hex')}`;
}

function masked(text: string, volatile: readonly RegExp[]): string {
  const patterns = [
    ENCODED_MOMENT,
    MOMENT,
    ...volatile.map((each) => new RegExp(each.source, `${each.flags.replace('g', '')}g`)),
  ];
  return patterns.reduce((steady, pattern) => steady.replace(pattern, 'VOLATILE'), text);
}
