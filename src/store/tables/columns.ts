import type { ColumnType } from 'kysely';

/** Written as text that is JSON. */
export type Json<T> = ColumnType<T, string, string>;
export type Moment = ColumnType<Date, Date, Date>;
export type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;
