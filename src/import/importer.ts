import type { ImportedRequest, ImportResult, ImportTarget } from '../store/imports/imported-request.js';
import type { ImportStore } from '../store/imports/import.store.js';
import { digestOf } from '../store/imports/digest.js';
import { RefusedByDatabase } from '../store/imports/refused-by-database.js';
import type { BadRecord, Chunk, ImportSource, SourceRecord } from './import-source.js';
import type { RecordMapper } from './to-imported.js';

export interface ImportCounts {
  read: number;
  new: number;
  changed: number;
  unchanged: number;
  /** They changed there, and a CRM or an operator had the say here since. */
  left: number;
  refused: number;
  /** Of those that are new: the bridge fetches them. */
  pictures: number;
}

export interface ImportRun {
  readonly target: ImportTarget;
  readonly source: ImportSource;
  readonly mapper: RecordMapper;
  /** Nothing is written. */
  readonly preview: boolean;
  /** From the start, whatever position is kept. */
  readonly restart: boolean;
  readonly onBad: (bad: BadRecord) => void;
  readonly onProgress: (share: number, counts: Readonly<ImportCounts>) => void;
  /** The run stops behind the chunk in hand. */
  readonly signal: AbortSignal;
}

interface Mapped {
  readonly record: SourceRecord;
  readonly request: ImportedRequest;
}

/** Reads a source to its end and keeps what it tells, chunk by chunk; what is bad is told and stops nothing. */
export class Importer {
  private readonly counts: ImportCounts = { read: 0, new: 0, changed: 0, unchanged: 0, left: 0, refused: 0, pictures: 0 };
  /** Ids of this run, with the digests that they had. */
  private readonly seen = new Map<string, string>();

  constructor(
    private readonly store: ImportStore,
    private readonly run: ImportRun,
  ) {}

  /** @throws what reading the source throws; the position behind the last chunk is kept. */
  async all(): Promise<Readonly<ImportCounts>> {
    const { source, target, restart, preview, signal, onProgress } = this.run;
    const { jurisdictionId: city, source: name } = target;
    const position = restart ? undefined : await this.store.position(city, name);
    for await (const chunk of source.read(position)) {
      await this.take(chunk);
      onProgress(chunk.share, this.counts);
      if (signal.aborted) return this.counts;
    }
    if (!preview) await this.store.keepPosition(city, name, null);
    return this.counts;
  }

  private async take({ records, bad, position }: Chunk): Promise<void> {
    this.counts.read += bad.length;
    for (const each of bad) this.refuse(each);
    const mapped = records.flatMap((record) => this.map(record));
    const results = await this.keep(mapped, position);
    for (const [index, { record, request }] of mapped.entries()) {
      const result = results[index]!;
      if (result.is === 'refused') this.refuse({ place: record.place, id: request.sourceId, reason: result.reason });
      else this.counts[result.is] += 1;
      if (result.is === 'new') this.counts.pictures += request.mediaUrls.length;
    }
  }

  private map(record: SourceRecord): Mapped[] {
    const request = this.mapped(record);
    if (!request) {
      this.counts.read += 1;
      return [];
    }
    const digest = digestOf(request);
    const earlier = this.seen.get(request.sourceId);
    // The same once more, as on the seam of two pages, is nothing.
    if (earlier === digest) return [];
    this.counts.read += 1;
    if (earlier !== undefined) {
      const reason = `an earlier record of this source has the id ${request.sourceId} and says otherwise`;
      this.refuse({ place: record.place, id: request.sourceId, reason });
      return [];
    }
    this.seen.set(request.sourceId, digest);
    return [{ record, request }];
  }

  private mapped(record: SourceRecord): ImportedRequest | undefined {
    try {
      return this.run.mapper.toImported(record);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.refuse({ place: record.place, id: record.fields['service_request_id'], reason: error.message });
      return undefined;
    }
  }

  /** What the database does not take is looked for by halves, so that it stops none of the others. */
  private async keep(mapped: readonly Mapped[], position: unknown): Promise<ImportResult[]> {
    const requests = mapped.map(({ request }) => request);
    if (this.run.preview) return this.store.preview(this.run.target, requests);
    try {
      return await this.store.keep(this.run.target, requests, position);
    } catch (error) {
      if (!(error instanceof RefusedByDatabase)) throw error;
      if (mapped.length <= 1) return [{ is: 'refused', reason: error.message }];
      const middle = Math.floor(mapped.length / 2);
      const first = await this.keep(mapped.slice(0, middle), undefined);
      return [...first, ...(await this.keep(mapped.slice(middle), position))];
    }
  }

  private refuse(bad: BadRecord): void {
    this.counts.refused += 1;
    this.run.onBad(bad);
  }
}
