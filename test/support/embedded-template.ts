import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { lock } from 'proper-lockfile';

/** One worker makes it, the others wait: it takes seconds, and half a minute on a busy machine. */
const MAKING = { realpath: false, stale: 120_000, retries: { retries: 1200, factor: 1, minTimeout: 100, maxTimeout: 100 } };

/** An embedded database that was just created, as an archive for one in memory. Made once a run: creating is nine tenths of starting. */
export async function embeddedArchive(): Promise<Blob> {
  return new Blob([readFileSync(join(await template(), 'archive.tar'))]);
}

/** Gives a data folder an embedded database that was just created, as the first start of a bridge would. */
export async function prepareDataFolder(dataFolder: string): Promise<void> {
  cpSync(join(await template(), 'postgres'), join(dataFolder, 'postgres'), { recursive: true });
}

async function template(): Promise<string> {
  const folder = process.env['OPEN311_TEST_FOLDER']!;
  const archive = join(folder, 'archive.tar');
  if (existsSync(archive)) return folder;
  const made = await lock(join(folder, 'template'), MAKING);
  try {
    if (!existsSync(archive)) await make(folder, archive);
  } finally {
    await made();
  }
  return folder;
}

/** The archive last: it says that all is there. */
async function make(folder: string, archive: string): Promise<void> {
  const database = await PGlite.create({ dataDir: join(folder, 'postgres') });
  const dumped = await database.dumpDataDir('none');
  await database.close();
  const bytes = Buffer.from(await dumped.arrayBuffer());
  writeFileSync(`${archive}.part`, bytes);
  renameSync(`${archive}.part`, archive);
}
