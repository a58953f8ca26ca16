import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { PreparingClient } from './preparing-client.js';
import type { Tables } from './tables.js';

/** The one query layer, for PostgreSQL and the embedded database alike. */
export type Database = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** Where the database answers: an address, or the folder of the embedded one's socket. */
export type DatabaseAddress =
  | { readonly connectionString: string }
  | { readonly host: string; readonly port: number; readonly user: string; readonly database: string };

pg.types.setTypeParser(pg.types.builtins.INT8, String);

export function openDatabase(address: DatabaseAddress, poolSize: number): Database {
  // All clients of the embedded database share its one session, and with it the names of statements.
  const Client = 'connectionString' in address ? PreparingClient : pg.Client;
  const pool = new pg.Pool({ ...address, max: poolSize, connectionTimeoutMillis: 5_000, Client });
  // A connection that breaks, idle or between two statements of a transaction, is replaced at the next query; without a listener it would
  // end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema('bridge');
}

/** Classes 08 (connection), 53 (resources), 57P (shutdown) of PostgreSQL's error codes, and Node's own: the database is not there just now. */
const AWAY = /^(08|53|57P)|^E(CONNREFUSED|CONNRESET|PIPE|NOENT|TIMEDOUT|HOSTUNREACH|AI_AGAIN)$/;

/** True for a failure that passes when the database comes back, as opposed to a query that is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (typeof code === 'string') return AWAY.test(code);
  // pg gives these no code: the pool's own time-out, and a connection that ended under a query.
  return /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/.test(
    message ?? '',
  );
}
