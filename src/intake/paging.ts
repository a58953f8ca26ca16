import type { Cut, Position } from '../store/reads/request-filter.js';
import type { Parameters } from './parameters.js';

export const MOST_REQUESTS = 1_000;
/** Beyond this there is certainly nothing; more digits would only be arithmetic. */
const LAST_PAGE = 1_000_000_000;
const SIZE_NAMES = ['page_size', 'per_page', 'limit', 'max_requests'] as const;
/** What a page's address says beside the filter; taken out when the next one's is made. A key doesn't belong into an address. */
export const PAGE_PARAMETERS: ReadonlySet<string> = new Set(['page', 'cursor', 'api_key']);

/** Which page was asked for (contract section 15.2). */
export interface Page {
  /** From 1. */
  readonly number: number;
  readonly size: number;
  /** Where it starts, if the client follows our own addresses. */
  readonly after?: Position;
}

export function readPage(parameters: Parameters, problems: string[]): Page {
  return {
    number: readNumber(parameters, problems),
    size: readSize(parameters, problems),
    after: readCursor(parameters, problems),
  };
}

/** Without a cursor the index is walked up to the page. */
export function cutOf({ number, size, after }: Page): Cut {
  return { limit: size, offset: after ? 0 : (number - 1) * size, after };
}

/** Opaque to clients. */
export function cursorText({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

function readNumber(parameters: Parameters, problems: string[]): number {
  const text = parameters.text('page');
  if (text === undefined) return 1;
  if (!/^\d+$/.test(text)) problems.push('page must be a whole number from 1');
  return Math.min(Math.max(Number(text), 1), LAST_PAGE);
}

function readSize(parameters: Parameters, problems: string[]): number {
  const name = SIZE_NAMES.find((each) => parameters.text(each) !== undefined);
  if (!name) return MOST_REQUESTS;
  const text = parameters.text(name)!;
  if (!/^\d+$/.test(text) || Number(text) < 1) problems.push(`${name} must be a whole number from 1 to ${MOST_REQUESTS}`);
  return Math.min(Number(text), MOST_REQUESTS);
}

function readCursor(parameters: Parameters, problems: string[]): Position | undefined {
  const text = parameters.text('cursor');
  if (text === undefined) return undefined;
  const match = Buffer.from(text, 'base64url')
    .toString()
    .match(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([^\s\0]+)$/);
  if (match && !Number.isNaN(Date.parse(match[1]!))) return { at: match[1]!, id: match[2]! };
  problems.push('cursor must be taken unchanged from the address of the next page, or left out');
  return undefined;
}
