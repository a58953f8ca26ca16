import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { lock } from 'proper-lockfile';
import type { DatabaseAddress } from '../database.js';

/** Another process has the folder open. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
  constructor(folder: string) {
    super(`the data folder ${folder} is in use by another open311-bridge; stop that one, or set BRIDGE_DATA to another folder`);
  }
}

const PORT = 5432;
/** What the kernel allows a Unix socket's path, less the closing zero. */
const LONGEST_SOCKET_PATH = 107;
/** Two processes that start at the same instant take turns; one that died while starting is waited for this long. */
const STARTING = { stale: 5_000, realpath: false, retries: { retries: 200, factor: 1, minTimeout: 50, maxTimeout: 50 } };

/** Where clients reach the embedded database of a data folder, in this process or another one on the same machine. */
export function embeddedAddress(dataFolder: string): DatabaseAddress & { readonly host: string } {
  return { host: socketFolder(dataFolder), port: PORT, user: 'postgres', database: 'postgres' };
}

/** True while a process serves the folder's database. */
export function isServed(dataFolder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath(dataFolder));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Opens (at first: makes) the embedded PostgreSQL below `dataFolder` in a thread of its own and serves it on a Unix socket.
 * @throws DataFolderInUse when a live process has it.
 */
export async function startEmbeddedDatabase(dataFolder: string): Promise<{ address: DatabaseAddress; close(): Promise<void> }> {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (await isServed(dataFolder)) throw new DataFolderInUse(dataFolder);
  const started = await lock(socketPath(dataFolder), STARTING);
  try {
    return await start(dataFolder);
  } finally {
    await started();
  }
}

/** Looks again, because another process may have started while this one waited; a socket that nobody answers is a dead process's. */
async function start(dataFolder: string): Promise<{ address: DatabaseAddress; close(): Promise<void> }> {
  if (await isServed(dataFolder)) throw new DataFolderInUse(dataFolder);
  const path = socketPath(dataFolder);
  rmSync(path, { force: true });
  const worker = new Worker(new URL('./embedded.worker.js', import.meta.url), {
    workerData: { folder: join(dataFolder, 'postgres'), path },
  });
  await answerOf(worker, dataFolder);
  return { address: embeddedAddress(dataFolder), close: () => stop(worker) };
}

function answerOf(worker: Worker, dataFolder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', ({ problem }: { problem?: { code?: string; message: string } }) => {
      if (!problem) return resolve();
      reject(problem.code === 'EADDRINUSE' ? new DataFolderInUse(dataFolder) : new Error(problem.message));
    });
    worker.once('error', reject);
  });
}

async function stop(worker: Worker): Promise<void> {
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage('close');
  await ended;
}

function socketPath(dataFolder: string): string {
  return join(socketFolder(dataFolder), `.s.PGSQL.${PORT}`);
}

/** The data folder itself, or where that is too deep for a socket a folder of our own that every process derives alike. */
function socketFolder(dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const folder = realpathSync(dataFolder);
  if (join(folder, `.s.PGSQL.${PORT}`).length <= LONGEST_SOCKET_PATH) return folder;
  const short = join(tmpdir(), `open311-bridge-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  return short;
}
