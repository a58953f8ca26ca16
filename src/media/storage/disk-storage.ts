import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { MediaStorage, Shelf, StoredFile } from './media-storage.js';

/** Folders of 65,536, two levels by the first digits of the token. Local files must be on the same file system: they are renamed. */
export class DiskStorage implements MediaStorage {
  constructor(private readonly folder: string) {}

  async check(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await access(this.folder, constants.R_OK | constants.W_OK | constants.X_OK);
  }

  async put(shelf: Shelf, token: string, path: string): Promise<void> {
    const target = this.path(shelf, token);
    await sync(path);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
    // The name is on disk only when its folder is, and that folder's name when its own is.
    for (const folder of [dirname(target), dirname(dirname(target)), join(this.folder, shelf)]) await sync(folder);
  }

  async read(shelf: Shelf, token: string): Promise<Readable | undefined> {
    const file = await open(this.path(shelf, token)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return file?.createReadStream();
  }

  async remove(shelf: Shelf, token: string): Promise<void> {
    await rm(this.path(shelf, token), { force: true });
  }

  async *list(shelf: Shelf): AsyncIterable<StoredFile> {
    const root = join(this.folder, shelf);
    for (const first of await namesIn(root)) {
      for (const second of await namesIn(join(root, first))) {
        const folder = join(root, first, second);
        for (const token of await namesIn(folder)) {
          const found = await stat(join(folder, token)).catch(() => undefined);
          if (found) yield { token, changedAt: found.mtime };
        }
      }
    }
  }

  close(): void {}

  private path(shelf: Shelf, token: string): string {
    if (!/^[0-9a-f]{32,64}$/.test(token)) throw new Error('not a token');
    return join(this.folder, shelf, token.slice(0, 2), token.slice(2, 4), token);
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
