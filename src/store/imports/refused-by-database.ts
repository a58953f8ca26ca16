/** One of the requests of a batch holds what the database can't keep; nothing of the batch was kept. */
export class RefusedByDatabase extends Error {
  override readonly name = 'RefusedByDatabase';
}

/** Classes of PostgreSQL's codes that speak of the data: 22 (data exception), 23 (constraint), 54 (a value beyond a limit). */
const OF_DATA = /^(22|23|54)/;

/** @throws RefusedByDatabase where the error speaks of the data, else the error itself. */
export function refusedByDatabase(error: unknown): never {
  const { code, message } = error as { code?: string; message?: string };
  if (typeof code === 'string' && OF_DATA.test(code))
    throw new RefusedByDatabase(`the database can't keep it: ${message}`, { cause: error });
  throw error;
}
