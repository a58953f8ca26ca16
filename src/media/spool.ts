import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A stream that was longer than it may be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';

  constructor(readonly maxBytes: number) {
    super(`is larger than ${maxBytes} bytes`);
  }
}

/** Longer than any upload or download may take. */
const LEFT_OVER_MS = 60 * 60_000;

/** Files on their way: what a process that died left here is swept away. Several processes may share the folder. */
export class Spool {
  constructor(private readonly folder: string) {}

  /** A name that nothing has yet. */
  async path(): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    return join(this.folder, randomUUID());
  }

  /**
   * Writes a stream to a file of its own, never more than a chunk of it in memory. Nothing is left when it fails.
   * @param count told of every chunk; whatever it throws ends the writing.
   * @throws TooLarge beyond `maxBytes`; the stream's own error.
   */
  async write(
    source: Readable,
    maxBytes: number,
    { count, signal }: { count?: (bytes: number) => void; signal?: AbortSignal } = {},
  ): Promise<{ path: string; bytes: number }> {
    const path = await this.path();
    let bytes = 0;
    const counted = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw new TooLarge(maxBytes);
        count?.(chunk.length);
        yield chunk;
      }
    };
    const sink = createWriteStream(path, { flags: 'wx' });
    try {
      await pipeline(source, counted, sink, { signal });
    } catch (error) {
      // A file that is still being opened would appear after its removal.
      if (!sink.closed) await new Promise<void>((resolve) => sink.once('close', () => resolve()));
      await rm(path, { force: true });
      throw error;
    }
    return { path, bytes };
  }

  async remove(paths: readonly string[]): Promise<void> {
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }

  /** Removes what nobody can be writing any more. @returns how many files. */
  async sweep(now = Date.now()): Promise<number> {
    const names = await readdir(this.folder).catch(() => []);
    let removed = 0;
    for (const name of names) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || now - found.mtimeMs < LEFT_OVER_MS) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }
}
