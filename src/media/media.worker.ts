import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { nextPauseMs } from '../domain/backoff.js';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { type ClaimedPicture, MediaStore, type PictureOutcome } from '../store/media.store.js';
import { PictureRefused } from './picture-errors.js';
import { PictureMaker } from './picture-maker.js';
import { MEDIA_STORAGE } from './storage/storage.token.js';
import type { MediaStorage } from './storage/media-storage.js';

/** Beyond one download a picture may take this long, so that only a dead worker's claim is ever taken over. */
const LEASE_MARGIN_MS = 90_000;

/** Makes pictures that wait. The store is the truth: being woken only makes it sooner. */
@Injectable()
export class MediaWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private readonly lanes = new Set<Promise<void>>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(MediaStore) private readonly pictures: MediaStore,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
    @Inject(PictureMaker) private readonly maker: PictureMaker,
    @Inject(Log) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), this.settings.media.sweepEveryMs).unref();
    this.wake();
  }

  /** What is in hand is given back. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort(new Error('the bridge is stopping'));
    await Promise.all(this.lanes);
  }

  /** Starts working if there is a lane free; each goes on until nothing is due. */
  wake(): void {
    if (this.stopping.signal.aborted || this.lanes.size >= this.settings.media.concurrency) return;
    const lane = this.work().finally(() => this.lanes.delete(lane));
    this.lanes.add(lane);
  }

  private async work(): Promise<void> {
    try {
      while (!this.stopping.signal.aborted) {
        const [picture] = await this.pictures.claim(1, this.settings.media.fetchTimeoutMs + LEASE_MARGIN_MS);
        if (!picture) return;
        this.wake();
        await this.settle(picture, await this.outcome(picture));
      }
    } catch (error) {
      this.log.warn({ error }, 'pictures can not be made just now; they wait');
    }
  }

  private async outcome(picture: ClaimedPicture): Promise<PictureOutcome | 'stopped'> {
    const { maxAttempts } = this.settings.media;
    // Only a worker that died leaves a picture with all its attempts used.
    if (picture.attempt > maxAttempts) return { is: 'failed', reason: `given up after ${maxAttempts} attempts without an end` };
    try {
      return { is: 'ready', made: await this.maker.make(picture, this.stopping.signal) };
    } catch (error) {
      if (this.stopping.signal.aborted) return 'stopped';
      const reason = reasonOf(error);
      if (error instanceof PictureRefused) return { is: 'failed', reason };
      if (picture.attempt >= maxAttempts) return { is: 'failed', reason: `given up after ${maxAttempts} attempts: ${reason}` };
      return { is: 'retry', reason, pauseMs: nextPauseMs(this.settings.media, picture.lastBackoffMs) };
    }
  }

  private async settle(picture: ClaimedPicture, outcome: PictureOutcome | 'stopped'): Promise<void> {
    if (outcome === 'stopped') return this.pictures.release(picture);
    const written = await this.pictures.settle(picture, outcome);
    if (written && outcome.is !== 'retry') await this.storage.remove('incoming', picture.token);
    const fields = { event: 'picture.attempted', pictureId: picture.id, attempt: picture.attempt, ...outcome };
    if (outcome.is === 'ready') this.log.info(fields, 'picture made');
    else this.log.warn(fields, outcome.is === 'failed' ? 'a picture failed; its report stands' : 'a picture is tried again');
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return (message || code || String(error)).split('\n')[0]!;
}
