import type { Type } from '@nestjs/common';

/** A parameter of the query or the path. A list takes commas and repetition (GEN-7). */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly description: string;
  /** The XML root, which also names the children of a list. */
  readonly root: string;
  readonly model: Type;
  /** JSON is a bare array (MAP-1). */
  readonly isList: boolean;
}

/** One method of one resource as the API document tells it. */
export interface Operation {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly path?: readonly Parameter[];
  readonly query?: readonly Parameter[];
  /** Headers that a client may send. */
  readonly sends?: readonly Parameter[];
  /** What a POST brings; needs a key (KEY-1). */
  readonly body?: Type;
  /** Pictures may come as parts of a multipart body. */
  readonly takesFiles?: boolean;
  readonly answer: Answer;
  /** ETag and Last-Modified come with it, and 304 for whoever has it (HTTP-5). */
  readonly isCached?: boolean;
  /** Headers of a 200 besides those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses of ERR-5 that it may answer besides 429, 500 and 503. */
  readonly errors: readonly number[];
}
