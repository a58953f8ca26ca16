import type { AdapterLogger, ChangePage, ChangeWindow } from '../../src/adapter-kit/adapter.js';
import { child, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { type CaseSearch, toSnapshot } from './lagan.mapping.js';
import type { LaganSettings } from './lagan.settings.js';

/** Bounds in milliseconds since the epoch. */
type Span = readonly [from: number, to: number];
type Search = (search: CaseSearch) => Promise<readonly XmlElement[]>;

/** Whatever changed together closer than this was changed by one job, and smaller windows would not part it. */
const SMALLEST_SPAN_MS = 10;

/**
 * One page of changes. Lagan has no pages: a full answer may hide cases, so its window is halved until the answers are not full. The page's
 * token is the list of windows still to ask for; bounds belong to both halves, so a case on one comes twice rather than never.
 */
export async function fetchChangePage(
  window: ChangeWindow,
  page: string | undefined,
  settings: Pick<LaganSettings, 'resultsLimit' | 'timeZone' | 'raisedByUser' | 'username'>,
  search: Search,
  logger: AdapterLogger,
): Promise<ChangePage> {
  const [span, ...rest] = page === undefined ? [spanOf(window)] : (JSON.parse(page) as Span[]);
  if (!span) return { changes: [] };
  const { resultsLimit, timeZone, raisedByUser, username } = settings;
  const rows = await search({ raisedBy: raisedByUser ?? username, modified: windowOf(span), resultsLimit });
  const full = rows.length >= resultsLimit;
  if (full && span[1] - span[0] > SMALLEST_SPAN_MS) return { changes: [], nextPage: token([...halves(span), ...rest]) };
  if (full)
    logger.warn(
      { from: windowOf(span).from, resultsLimit },
      'more changes at one moment than a search brings: some may be missing; raise resultsLimit',
    );
  const snapshots = rows.map((row) => toSnapshot(child(row, 'CoreDetails'), timeZone));
  const changes = snapshots.filter((snapshot) => snapshot !== undefined);
  if (changes.length < rows.length)
    logger.warn({ unreadable: rows.length - changes.length }, 'cases without reference or status were left out');
  return { changes, nextPage: token(rest) };
}

function spanOf({ from, to }: ChangeWindow): Span {
  return [from.getTime(), to.getTime()];
}

function windowOf([from, to]: Span): ChangeWindow {
  return { from: new Date(from), to: new Date(to) };
}

function halves([from, to]: Span): Span[] {
  const middle = Math.floor((from + to) / 2);
  return [
    [from, middle],
    [middle, to],
  ];
}

function token(spans: readonly Span[]): string | undefined {
  return spans.length > 0 ? JSON.stringify(spans) : undefined;
}
