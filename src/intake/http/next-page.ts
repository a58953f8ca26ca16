import type { Parameters } from '../parameters.js';
import type { Target } from './requested-format.js';

/** A key doesn't belong into an address. */
const LEFT_OUT = new Set(['page', 'api_key']);

/** Where a list goes on (EXT-2, RFC 8288). @param base our address as the client reaches us. */
export function nextPageHeaders(base: string, { path, format }: Target, query: Parameters, page: number): Record<string, string> {
  const asked = query.pairs.filter(([name]) => !LEFT_OUT.has(name)).map(([name, value]): [string, string] => [name, value]);
  const address = `${base}${path}.${format}?${new URLSearchParams([...asked, ['page', String(page)]]).toString()}`;
  return { 'x-next-page-url': address, link: `<${address}>; rel="next"` };
}
