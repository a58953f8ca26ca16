import type { RequestStatus } from '../domain/service-request.js';
import type { RequestFilter } from '../store/request.store.js';
import { parseDate } from './dates.js';
import { badRequest } from './georeport-error.js';
import type { Parameters } from './parameters.js';

const LONGEST_SPAN_MS = 90 * 24 * 3600_000;
const MOST_REQUESTS = 1_000;
const WHOLE = { limit: MOST_REQUESTS, offset: 0 };

/** A filter, and the window it was narrowed to where the client asked for more than 90 days (D-9). */
export interface ReadFilter {
  readonly filter: RequestFilter;
  readonly narrowed?: { readonly from: Date; readonly to: Date };
}

/** Contract section 12.1. @throws GeoReportError 400 with one entry for each problem. */
export function readFilter(parameters: Parameters, timeZone: string, now: Date): ReadFilter {
  const problems: string[] = [];
  const ids = parameters.list('service_request_id');
  if (ids && ids.length > MOST_REQUESTS)
    problems.push(`service_request_id takes at most ${MOST_REQUESTS} ids, ${ids.length} were sent`);
  if (ids && problems.length === 0) return { filter: { ids, ...WHOLE } };
  const statuses = readStatuses(parameters, problems);
  const from = readBound(parameters, 'start_date', timeZone, 'start', problems);
  const to = readBound(parameters, 'end_date', timeZone, 'end', problems);
  if (from && to && from > to) problems.push('start_date must not be after end_date');
  if (problems.length > 0) throw badRequest(...problems);
  const window = windowOf(from, to, now);
  return {
    filter: { serviceCodes: parameters.list('service_code'), statuses, ...window, ...WHOLE },
    narrowed: from && from < window.from ? window : undefined,
  };
}

/** LIST-1 to LIST-3, LIST-7: a window that is too wide keeps its latest 90 days. */
function windowOf(from: Date | undefined, to: Date | undefined, now: Date): { from: Date; to: Date } {
  const end = to ?? new Date(Math.max(now.getTime(), from?.getTime() ?? 0));
  const earliest = new Date(end.getTime() - LONGEST_SPAN_MS);
  return { from: from && from > earliest ? from : earliest, to: end };
}

function readStatuses(parameters: Parameters, problems: string[]): RequestStatus[] | undefined {
  const words = parameters.list('status')?.map((word) => word.toLowerCase());
  if (words?.some((word) => word !== 'open' && word !== 'closed'))
    problems.push('status must be open, closed, or both with a comma between');
  return words as RequestStatus[] | undefined;
}

function readBound(
  parameters: Parameters,
  name: string,
  timeZone: string,
  day: 'start' | 'end',
  problems: string[],
): Date | undefined {
  const text = parameters.text(name);
  const date = text === undefined ? undefined : parseDate(text, timeZone, day);
  if (text !== undefined && !date) problems.push(`${name} must be a date such as 2026-03-02T08:15:30Z`);
  // A second that is shown lasts until the next one (DATE-2).
  return date && day === 'end' ? new Date(date.getTime() + 999) : date;
}
