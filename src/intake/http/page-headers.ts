import { cursorText, type Page, PAGE_PARAMETERS } from '../paging.js';
import type { Parameters } from '../parameters.js';
import type { RequestPage } from '../../store/reads/request-reader.js';

/** Count of the whole list where it is known. */
export interface PageFacts {
  readonly page: Page;
  readonly found: RequestPage;
  readonly total?: number;
}

/** EXT-2 and RFC 8288. `address` is the list's own, with its suffix and without its query. */
export function pageHeaders(address: string, query: Parameters, { page, found, total }: PageFacts): Record<string, string> {
  const filter = query.pairs
    .filter(([name]) => !PAGE_PARAMETERS.has(name))
    .map(([name, value]): [string, string] => [name, value]);
  const addressOf = (number: number, more: [string, string][] = []) =>
    `${address}?${new URLSearchParams([...filter, ['page', String(number)], ...more]).toString()}`;
  const next = found.next && addressOf(page.number + 1, [['cursor', cursorText(found.next)]]);
  const previous = page.number > 1 ? addressOf(page.number - 1) : undefined;
  const links = [link(next, 'next'), link(previous, 'prev'), link(addressOf(1), 'first')].filter(Boolean);
  return {
    'x-page-size': String(page.size),
    link: links.join(', '),
    ...(next ? { 'x-next-page-url': next } : {}),
    ...(previous ? { 'x-previous-page-url': previous } : {}),
    ...(total === undefined ? {} : { 'x-result-count': String(total), 'x-page-count': String(Math.ceil(total / page.size)) }),
  };
}

function link(address: string | undefined, relation: string): string | undefined {
  return address && `<${address}>; rel="${relation}"`;
}
