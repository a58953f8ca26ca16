import type { Point, RequestStatus } from '../../domain/service-request.js';

/** Bounds are inclusive. */
export interface Span {
  readonly from?: Date;
  readonly to?: Date;
}

/** Degrees; west is not greater than east. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export interface Circle {
  readonly centre: Point;
  readonly metres: number;
}

/** Which public requests of one city. Everything given must hold; of a list any one. */
export interface RequestFilter {
  /** Overrides everything else (contract section 12.1). */
  readonly ids?: readonly string[];
  readonly serviceCodes?: readonly string[];
  readonly statuses?: readonly RequestStatus[];
  readonly requested?: Span;
  readonly updated?: Span;
  /** The date they are sorted by, newest first, ties by id (LIST-5). */
  readonly newestBy: 'requested_at' | 'updated_at';
  /** Words that all stand in description, address or id, whatever their case. */
  readonly words?: string;
  readonly box?: Box;
  readonly circle?: Circle;
  /** Whole names, whatever their case. */
  readonly agencies?: readonly string[];
}

/** A place in a sorted list: right behind this request. */
export interface Position {
  /** ISO 8601 in UTC with microseconds: what the database sorts by, which a `Date` can't hold. */
  readonly at: string;
  readonly id: string;
}

/** Which part of the list. `after` costs the same at any depth; `offset` walks the index. */
export interface Cut {
  readonly limit: number;
  readonly offset: number;
  readonly after?: Position;
}
