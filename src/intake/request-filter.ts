import type { RequestStatus } from '../domain/service-request.js';
import type { RequestFilter, Span } from '../store/reads/request-filter.js';
import { parseDate } from './dates.js';
import { badRequest } from './georeport-error.js';
import { MOST_REQUESTS, type Page, readPage } from './paging.js';
import type { Parameters } from './parameters.js';
import { readBox, readCircle } from './places.js';

const LONGEST_SPAN_MS = 90 * 24 * 3600_000;
const MOST_TEXT = 1_000;

/** A filter, and the window it was narrowed to where the client asked for more than 90 days (D-9). */
export interface ReadFilter {
  readonly filter: RequestFilter;
  readonly page: Page;
  readonly narrowed?: Window;
}

interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** Contract sections 12.1, 15.2 and 15.3. @throws GeoReportError 400 with one entry for each problem. */
export function readFilter(parameters: Parameters, timeZone: string, now: Date): ReadFilter {
  const problems: string[] = [];
  const ids = parameters.list('service_request_id');
  if (ids && ids.length > MOST_REQUESTS)
    problems.push(`service_request_id takes at most ${MOST_REQUESTS} ids, ${ids.length} were sent`);
  const page = readPage(parameters, problems);
  if (ids && problems.length === 0) return { filter: { ids, newestBy: 'requested_at' }, page };
  const lists = {
    serviceCodes: unique(parameters.list('service_code')),
    statuses: readStatuses(parameters, problems),
    agencies: unique(
      parameters
        .every('agency_responsible')
        .flatMap((name) => name.split('|'))
        .map((name) => name.trim())
        .filter(Boolean),
    ),
    words: readWords(parameters, problems),
  };
  const places = { box: readBox(parameters, problems), circle: readCircle(parameters, problems) };
  const requested = readSpan(parameters, ['start_date', 'end_date'], timeZone, problems);
  const updated = readSpan(parameters, ['updated_after', 'updated_before'], timeZone, problems);
  if (problems.length > 0) throw badRequest(...problems);
  return { ...readDates(requested, updated, now, { ...lists, ...places }), page };
}

/** The 90 days count on the axis that was asked for: `updated_*` switches the one of `requested_datetime` off (section 15.3). */
function readDates(
  requested: Span,
  updated: Span,
  now: Date,
  rest: Omit<RequestFilter, 'newestBy'>,
): Pick<ReadFilter, 'filter' | 'narrowed'> {
  const onUpdated = updated.from !== undefined || updated.to !== undefined;
  const asked = onUpdated ? updated : requested;
  const window = windowOf(asked, now);
  const filter: RequestFilter = onUpdated
    ? { ...rest, updated: window, requested, newestBy: 'updated_at' }
    : { ...rest, requested: window, newestBy: 'requested_at' };
  return { filter, narrowed: asked.from && asked.from < window.from ? window : undefined };
}

/** LIST-1 to LIST-3, LIST-7: a window that is too wide keeps its latest 90 days. */
function windowOf({ from, to }: Span, now: Date): Window {
  const end = to ?? new Date(Math.max(now.getTime(), from?.getTime() ?? 0));
  const earliest = new Date(end.getTime() - LONGEST_SPAN_MS);
  return { from: from && from > earliest ? from : earliest, to: end };
}

function readStatuses(parameters: Parameters, problems: string[]): RequestStatus[] | undefined {
  const words = unique(parameters.list('status')?.map((word) => word.toLowerCase()));
  if (words?.some((word) => word !== 'open' && word !== 'closed'))
    problems.push('status must be open, closed, or both with a comma between');
  return words as RequestStatus[] | undefined;
}

/** `search` is 6aika's word for it. */
function readWords(parameters: Parameters, problems: string[]): string | undefined {
  const words = parameters.text('q') ?? parameters.text('search');
  if (words && words.length > MOST_TEXT) problems.push(`q takes at most ${MOST_TEXT} characters`);
  return words;
}

function readSpan(parameters: Parameters, [first, last]: readonly [string, string], timeZone: string, problems: string[]): Span {
  const from = readBound(parameters, first, timeZone, 'start', problems);
  const to = readBound(parameters, last, timeZone, 'end', problems);
  if (from && to && from > to) problems.push(`${first} must not be after ${last}`);
  return { from, to };
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

/** Undefined for none. */
function unique(values: readonly string[] | undefined): string[] | undefined {
  return values && values.length > 0 ? [...new Set(values)] : undefined;
}
