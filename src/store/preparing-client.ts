import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';

/** Stands in statements that are run for every report: the database parses and plans them once a connection. Some take longer to plan than to run. */
export const OFTEN = sql`/* often */`;
const TAG = '/* often */';
/** The texts are written in code: a handful of each statement. */
const names = new Map<string, string>();

/** Gives statements that are run often a name, and with it a plan that is kept. For servers that keep a session a connection, as PostgreSQL does. */
export class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...all: unknown[]) => unknown;
    this.query = ((...all: unknown[]) => query(...named(all))) as typeof this.query;
  }
}

function named(all: readonly unknown[]): readonly unknown[] {
  const [text, values, ...callback] = all;
  return typeof text === 'string' && text.includes(TAG) ? [{ name: nameOf(text), text, values }, ...callback] : all;
}

function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = `often_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  names.set(text, name);
  return name;
}
