import { type Entry, type GeoReportReader, momentText } from './georeport-reader.js';
import type { ImportMap } from './import-map.js';
import type { BadRecord, Chunk, ImportSource, SourceRecord } from './import-source.js';

/** Until when all was read, ISO 8601. */
interface Position {
  readonly until: string;
}

interface Span {
  readonly from: Date;
  readonly to: Date;
}

export interface GeoReportSpan {
  readonly since: Date;
  readonly until: Date;
  /** Days asked for at once. */
  readonly days: number;
}

const DAY_MS = 86_400_000;
const SHORTEST_SPAN_MS = 60_000;
/** A server without pages that gives fewer at once has given all: no server stops at so few. */
const FEWEST_CAPPED = 50;
const MOST_PAGES = 100_000;

/**
 * An existing GeoReport server, from one span of dates to the next and in each page by page. A server that knows no pages (it gives the first again) may
 * have a cap that it does not tell: then each span is halved until the answers are small.
 */
export class GeoReportSource implements ImportSource {
  private hasPages = true;

  constructor(
    private readonly reader: GeoReportReader,
    private readonly span: GeoReportSpan,
    private readonly map: Pick<ImportMap, 'attributes'>,
  ) {}

  async *read(position: unknown): AsyncIterable<Chunk> {
    const { since, until, days } = this.span;
    const done = isPosition(position) ? new Date(position.until) : since;
    const start = done > since && done < until ? done : since;
    for (let from = start; from < until; from = new Date(from.getTime() + days * DAY_MS)) {
      const to = new Date(Math.min(from.getTime() + days * DAY_MS, until.getTime()));
      const at = { position: { until: from.toISOString() } satisfies Position, share: this.shareOf(from) };
      for await (const part of this.readSpan({ from, to })) yield { ...part, ...at };
      yield { records: [], bad: [], position: { until: to.toISOString() } satisfies Position, share: this.shareOf(to) };
    }
  }

  private shareOf(at: Date): number {
    const { since, until } = this.span;
    return (at.getTime() - since.getTime()) / Math.max(1, until.getTime() - since.getTime());
  }

  private async *readSpan(span: Span): AsyncIterable<Pick<Chunk, 'records' | 'bad'>> {
    const { from, to } = span;
    const seen = new Set<string>();
    for (let page = 1; page <= MOST_PAGES; page++) {
      const entries = await this.reader.page(from, to, page);
      const fresh = entries.filter((entry) => !seen.has(idOf(entry)));
      for (const entry of fresh) seen.add(idOf(entry));
      if (page > 1 && fresh.length === 0 && entries.length > 0) this.hasPages = false;
      if (fresh.length > 0) yield this.partOf(fresh, `${momentText(from)} page ${page}`);
      if (fresh.length === 0 || !this.hasPages) break;
    }
    if (!this.hasPages && seen.size >= FEWEST_CAPPED) yield* this.halves(span, seen.size);
  }

  private async *halves({ from, to }: Span, given: number): AsyncIterable<Pick<Chunk, 'records' | 'bad'>> {
    const length = to.getTime() - from.getTime();
    if (length <= SHORTEST_SPAN_MS) {
      const reason = `the server gives ${given} requests and no pages: there may be more of this minute, which can't be asked for`;
      const bad: BadRecord = { place: `${momentText(from)} to ${momentText(to)}`, reason };
      return yield { records: [], bad: [bad] };
    }
    const middle = new Date(Math.floor((from.getTime() + length / 2) / 1000) * 1000);
    yield* this.readSpan({ from, to: middle });
    yield* this.readSpan({ from: middle, to });
  }

  private partOf(entries: readonly Entry[], place: string): Pick<Chunk, 'records' | 'bad'> {
    const records = entries.map((entry): SourceRecord => {
      const id = entry.fields['service_request_id'];
      return { ...entry, attributes: this.renamed(entry.attributes), place: id === undefined ? place : `${place}, ${id}` };
    });
    return { records, bad: [] };
  }

  private renamed(answers: SourceRecord['attributes']): SourceRecord['attributes'] {
    const ours = new Map(Object.entries(this.map.attributes).map(([code, theirs]) => [theirs, code]));
    return answers.map(({ code, values }) => ({ code: ours.get(code) ?? code, values }));
  }
}

function idOf({ fields }: Entry): string {
  return fields['service_request_id'] ?? JSON.stringify(fields);
}

function isPosition(position: unknown): position is Position {
  const { until } = (position ?? {}) as Partial<Position>;
  return typeof until === 'string' && !Number.isNaN(Date.parse(until));
}
