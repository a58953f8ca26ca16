import { type RawBuilder, sql } from 'kysely';
import { ActRefused } from './act-refused.js';

const SHAPE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f-]{36}$/;

/** A row's place among all, to the microsecond. */
export const POSITION = sql<string>`to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || d.id`;

/** Oldest first; what is of the same instant by id. */
export const IN_ORDER = sql`order by d.created_at, d.id`;

/** Everything that comes after it. */
export function after(position: string | undefined): RawBuilder<boolean> {
  if (position === undefined) return sql<boolean>`true`;
  const [at, id] = position.split(' ');
  return sql<boolean>`(d.created_at, d.id) > (${at}::timestamptz, ${id}::uuid)`;
}

export function toCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** @throws ActRefused for what is no cursor of ours. */
export function fromCursor(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (!SHAPE.test(position)) throw new ActRefused('that is no cursor: take it from the end of the page before, or leave it out');
  return position;
}
