import type { Parameter } from '../operation.js';

const text = { type: 'string' };
const number = { type: 'number' };

export const JURISDICTION: Parameter = {
  name: 'jurisdiction_id',
  description: 'Which city. Required only where one address serves several; GET discovery needs none.',
  schema: text,
};

export const CALLBACK: Parameter = {
  name: 'callback',
  description: 'JSONP, with .json only: the answer becomes `NAME(...);`. Letters, digits, `_`, `$` and `.`, at most 64.',
  schema: { type: 'string', maxLength: 64, pattern: '^[A-Za-z_$][A-Za-z0-9_$.]*$' },
};

export const EXTENSIONS: Parameter = {
  name: 'extensions',
  description: '`true` adds what GeoReport does not know. Without it nothing extra appears.',
  schema: { type: 'string', enum: ['true', 'false'] },
};

export const LAT: Parameter = {
  name: 'lat',
  description: 'WGS84 degrees, with a dot.',
  schema: { ...number, minimum: -90, maximum: 90 },
};
export const LONG: Parameter = {
  name: 'long',
  description: 'WGS84 degrees, with a dot.',
  schema: { ...number, minimum: -180, maximum: 180 },
};

export const idIn = (name: string, description: string): Parameter => ({ name, description, schema: text });

/** A comma list, which may also be repeated. */
export const list = (name: string, description: string, items: Readonly<Record<string, unknown>> = text): Parameter => ({
  name,
  description: `${description} Several with commas between, or repeated.`,
  schema: { type: 'array', items },
});

/** DATE-4. */
const DATE_FORMS =
  'ISO 8601, such as 2026-03-02T08:15:30Z; without a zone it is read in the city’s own, and a date alone is a whole day.';

export const dateAt = (name: string, description: string): Parameter => ({
  name,
  description: `${description} ${DATE_FORMS}`,
  schema: text,
});
export const textOf = (name: string, description: string): Parameter => ({ name, description, schema: text });
export const numberOf = (name: string, description: string, limits: object): Parameter => ({
  name,
  description,
  schema: { ...number, ...limits },
});
export const integerOf = (name: string, description: string, limits: object): Parameter => ({
  name,
  description,
  schema: { type: 'integer', ...limits },
});

const SIZE = 'Same as page_size.';

/** Contract section 15.2. */
export const pages = (most: number): Parameter[] => [
  integerOf('page', 'From 1. A page past the end is empty.', { minimum: 0, default: 1 }),
  integerOf('page_size', `At most ${most}; more means ${most}.`, { minimum: 1, default: most }),
  integerOf('per_page', SIZE, { minimum: 1 }),
  integerOf('limit', SIZE, { minimum: 1 }),
  integerOf('max_requests', SIZE, { minimum: 1 }),
];
