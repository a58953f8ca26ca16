import type { AttributeAnswer } from '../domain/service-request.js';

/** One request as its source tells it; the fields have GeoReport's names (contract section 12.2). */
export interface SourceRecord {
  /** Where it stands, for a person: `line 12`. */
  readonly place: string;
  /** What is empty is absent. `status_notes`, `case_ref` and `group` may be there too. */
  readonly fields: Readonly<Record<string, string>>;
  readonly attributes: readonly AttributeAnswer[];
  readonly mediaUrls: readonly string[];
}

/** What can't be taken, and why. */
export interface BadRecord {
  readonly place: string;
  /** Its id there, where it was told. */
  readonly id?: string;
  readonly reason: string;
}

/** Some records, in the source's order. */
export interface Chunk {
  readonly records: readonly SourceRecord[];
  readonly bad: readonly BadRecord[];
  /** Where reading goes on behind them; plain JSON. */
  readonly position: unknown;
  /** How much of the source is read, from 0 to 1. */
  readonly share: number;
}

/** Another system's records. Told the same position again, it goes on there; one that is not its own is as good as none. */
export interface ImportSource {
  /** @throws Error when it can't be read any further; what was given before stands. */
  read(position: unknown): AsyncIterable<Chunk>;
}
