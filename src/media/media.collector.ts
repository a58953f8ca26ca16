import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Rounds } from '../rounds/rounds.js';
import { Log } from '../settings/log.js';
import { MediaStore } from '../store/media.store.js';
import { Spool } from './spool.js';
import { MEDIA_STORAGE } from './storage/storage.token.js';
import { type MediaStorage, SHELVES, type Shelf, type StoredFile } from './storage/media-storage.js';

const EVERY_MS = 60 * 60_000;
/** A file is in the storage before its row is committed. */
const YOUNGEST_MS = 60 * 60_000;
const BATCH = 500;

/** Removes files that no row needs: their request was deleted, or the process died between file and commit. */
@Injectable()
export class MediaCollector implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds = new Rounds(() => this.sweep(), EVERY_MS);

  constructor(
    @Inject(MediaStore) private readonly pictures: MediaStore,
    @Inject(Spool) private readonly spool: Spool,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** @throws what keeps the storage from being used: a bridge that can't keep pictures doesn't start. */
  async onApplicationBootstrap(): Promise<void> {
    await this.storage.check();
    await this.spool.sweep();
    this.rounds.start(0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
    this.storage.close();
  }

  /** @returns how many files were removed. */
  async collect(now = Date.now()): Promise<number> {
    await this.spool.sweep(now);
    let removed = 0;
    for (const shelf of SHELVES) {
      let batch: string[] = [];
      for await (const { token, changedAt } of this.storage.list(shelf) as AsyncIterable<StoredFile>) {
        if (now - changedAt.getTime() < YOUNGEST_MS) continue;
        batch.push(token);
        if (batch.length < BATCH) continue;
        removed += await this.removeUnneeded(shelf, batch);
        batch = [];
      }
      removed += await this.removeUnneeded(shelf, batch);
    }
    return removed;
  }

  private async sweep(): Promise<void> {
    try {
      const removed = await this.collect();
      if (removed > 0) this.log.info({ event: 'media.collected', removed }, 'files of pictures that are gone were removed');
    } catch (error) {
      this.log.warn({ error }, 'files of pictures that are gone could not be removed; it is tried again');
    }
  }

  /** What was sent is needed while it waits; what was made, as long as its row is not a failed one. */
  private async removeUnneeded(shelf: Shelf, tokens: readonly string[]): Promise<number> {
    const states = await this.pictures.statesOf(tokens);
    const needed = shelf === 'incoming' ? ['waiting'] : ['waiting', 'ready'];
    const unneeded = tokens.filter((token) => !needed.includes(states.get(token) ?? 'gone'));
    for (const token of unneeded) await this.storage.remove(shelf, token);
    return unneeded.length;
  }
}
