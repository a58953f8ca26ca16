import type { RequestPage } from '../../store/reads/request-reader.js';
import { cursorText, type Page } from '../paging.js';
import type { Parameters } from '../parameters.js';
import { neighbourHeaders, pageAddress } from './neighbours.js';

/** Count of the whole list where it is known. */
export interface PageFacts {
  readonly page: Page;
  readonly found: RequestPage;
  readonly total?: number;
}

/** EXT-2. @param address the list's own, with its suffix and without its query. */
export function pageHeaders(address: string, query: Parameters, { page, found, total }: PageFacts): Record<string, string> {
  const neighbours = neighbourHeaders({
    next: found.next && pageAddress(address, query, page.number + 1, cursorText(found.next)),
    previous: page.number > 1 ? pageAddress(address, query, page.number - 1) : undefined,
    first: pageAddress(address, query, 1),
  });
  const counts = total !== undefined && { 'x-result-count': String(total), 'x-page-count': String(Math.ceil(total / page.size)) };
  return { 'x-page-size': String(page.size), ...neighbours, ...counts };
}
