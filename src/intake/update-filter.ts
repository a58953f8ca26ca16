import type { UpdateFilter } from '../store/update.store.js';
import { parseDate } from './dates.js';
import { badRequest } from './georeport-error.js';
import type { Parameters } from './parameters.js';

/** Where no start was named: as far back as requests are listed (LIST-1). */
const DEFAULT_SPAN_MS = 90 * 24 * 3600_000;
/** A poller that knows no paging must get a busy day whole; a million must not go out. */
export const MOST_UPDATES = 10_000;
const SIZE_NAMES = ['page_size', 'per_page', 'limit', 'max_requests'];
/** Beyond this there is certainly nothing. */
const LAST_PAGE = 1_000_000;

export interface AskedUpdates {
  readonly filter: UpdateFilter;
  /** From 1. */
  readonly page: number;
}

/** Contract section 16.1, with the pages of 15.2. @throws GeoReportError 400 with one entry for each problem. */
export function readUpdateFilter(parameters: Parameters, timeZone: string, now: Date): AskedUpdates {
  const problems: string[] = [];
  const start = readBound(parameters, 'start_date', timeZone, problems);
  const end = readBound(parameters, 'end_date', timeZone, problems);
  if (start && end && start > end) problems.push('start_date must not be after end_date');
  const page = Math.min(Math.max(readCount(parameters, 'page', 0, problems) ?? 1, 1), LAST_PAGE);
  const sizeName = SIZE_NAMES.find((name) => parameters.text(name) !== undefined);
  const limit = Math.min((sizeName && readCount(parameters, sizeName, 1, problems)) || MOST_UPDATES, MOST_UPDATES);
  if (problems.length > 0) throw badRequest(...problems);
  const to = end ?? now;
  return { filter: { from: start ?? new Date(to.getTime() - DEFAULT_SPAN_MS), to, limit, offset: (page - 1) * limit }, page };
}

function readBound(
  parameters: Parameters,
  name: 'start_date' | 'end_date',
  timeZone: string,
  problems: string[],
): Date | undefined {
  const text = parameters.text(name);
  if (text === undefined) return undefined;
  const date = parseDate(text, timeZone, name === 'start_date' ? 'start' : 'end');
  if (!date) problems.push(`${name} must be a date such as 2026-03-02T08:15:30Z`);
  return date;
}

function readCount(parameters: Parameters, name: string, least: 0 | 1, problems: string[]): number | undefined {
  const text = parameters.text(name);
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) >= least) return Number(text);
  problems.push(`${name} must be a whole number from 1`);
  return undefined;
}
