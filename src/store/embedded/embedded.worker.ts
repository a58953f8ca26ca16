import { chmodSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { WireServer } from './wire-server.js';

/** The thread that holds PGlite: SQL runs here, so the bridge's own event loop stays free. */
const { folder, path } = workerData as { folder: string; path: string };

/** `-F` switches fsync off; an acknowledged report must be on the disk. */
const startParams = PGlite.defaultStartParams.filter((param) => param !== '-F');

try {
  // The socket is the lock of the folder: bound before the files are touched.
  const server = new WireServer(() => PGlite.create({ dataDir: folder, startParams }));
  await server.listen(path);
  chmodSync(path, 0o600);
  const database = await server.opened;
  // One session for all: the queue's unqualified names go to its own schema, ours are always qualified.
  await database.exec('create schema if not exists bullmq; set search_path = bullmq');
  parentPort!.on('message', () => void server.close().then(() => process.exit(0)));
  parentPort!.postMessage({});
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  parentPort!.postMessage({ problem: { code, message } });
}
