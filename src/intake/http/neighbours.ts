import { PAGE_PARAMETERS } from '../paging.js';
import type { Parameters } from '../parameters.js';

/** Addresses of other pages of a list. */
export interface Neighbours {
  readonly next?: string;
  readonly previous?: string;
  readonly first?: string;
}

/** Clients and proxies give up on large headers, and a list of a thousand ids makes a long address. */
const LONGEST_ADDRESS = 2_000;

/** The same list at another page. @param address the list's own, with its suffix and without its query. */
export function pageAddress(address: string, query: Parameters, page: number, cursor?: string): string {
  const asked = query.pairs
    .filter(([name]) => !PAGE_PARAMETERS.has(name))
    .map(([name, value]): [string, string] => [name, value]);
  const more: [string, string][] = cursor === undefined ? [] : [['cursor', cursor]];
  return `${address}?${new URLSearchParams([...asked, ['page', String(page)], ...more]).toString()}`;
}

/** EXT-2 and RFC 8288; none where the addresses are too long to be told, and then `page` still works. */
export function neighbourHeaders({ next, previous, first }: Neighbours): Record<string, string> {
  const links = { next, prev: previous, first };
  const told = Object.entries(links).filter((each): each is [string, string] => each[1] !== undefined);
  if (told.length === 0 || told.some(([, address]) => address.length > LONGEST_ADDRESS)) return {};
  return {
    link: told.map(([relation, address]) => `<${address}>; rel="${relation}"`).join(', '),
    ...(next ? { 'x-next-page-url': next } : {}),
    ...(previous ? { 'x-previous-page-url': previous } : {}),
  };
}
