/** One entry of an error body (contract section 6). */
export interface ErrorEntry {
  /** Equals the HTTP status (ERR-3). */
  readonly code: number;
  readonly description: string;
}

/** What a client sent is quoted in part: a megabyte of a wrong code needs no megabyte of answer. */
const LONGEST_DESCRIPTION = 1_000;

/** Answered in the request's format; the first entry is the most useful one (ERR-4). */
export class GeoReportError extends Error {
  override readonly name = 'GeoReportError';

  constructor(
    readonly status: number,
    readonly descriptions: readonly string[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(descriptions.join('; '));
  }

  get entries(): ErrorEntry[] {
    return this.descriptions.map((description) => ({
      code: this.status,
      description: description.slice(0, LONGEST_DESCRIPTION),
    }));
  }
}

export const badRequest = (...descriptions: string[]) => new GeoReportError(400, descriptions);
export const forbidden = (description: string) => new GeoReportError(403, [description]);
export const notFound = (description: string) => new GeoReportError(404, [description]);
