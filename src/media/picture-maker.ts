import type { MediaSettings } from '../settings/settings.js';
import type { ClaimedPicture, MadePicture } from '../store/media.store.js';
import type { PictureFetcher } from './fetch/picture-fetcher.js';
import { PictureRefused } from './picture-errors.js';
import { type Spool, TooLarge } from './spool.js';
import type { MediaStorage } from './storage/media-storage.js';

/** From a picture as it was sent to one that may be shown, in the storage. Safe to do twice: the second replaces the first. */
export class PictureMaker {
  constructor(
    private readonly settings: MediaSettings,
    private readonly spool: Spool,
    private readonly storage: MediaStorage,
    private readonly fetcher: PictureFetcher,
  ) {}

  /** @throws PictureRefused for what no second try would change; anything else may pass. */
  async make(picture: ClaimedPicture, stop: AbortSignal): Promise<MadePicture> {
    const made = await this.spool.path();
    const raw = await this.raw(picture, stop);
    try {
      // sharp takes 30 MiB; a process that never sees a picture goes without.
      const { makePicture } = await import('./make-picture.js');
      const found = await makePicture(raw, made, this.settings);
      await this.storage.put('public', picture.token, made);
      return found;
    } finally {
      await this.spool.remove([raw, made]);
    }
  }

  /** A local copy. */
  private async raw(picture: ClaimedPicture, stop: AbortSignal): Promise<string> {
    if (picture.source === 'url') return this.fetched(picture.sourceUrl ?? '', stop);
    const stream = await this.storage.read('incoming', picture.token);
    if (!stream) throw new PictureRefused('its file is gone from the storage');
    return (await this.spool.write(stream, Number.MAX_SAFE_INTEGER, { signal: stop })).path;
  }

  private async fetched(url: string, stop: AbortSignal): Promise<string> {
    try {
      const write = async (body: NodeJS.ReadableStream, signal: AbortSignal) =>
        this.spool.write(body as never, this.settings.maxFileBytes, { signal });
      return (await this.fetcher.fetch(url, stop, write)).path;
    } catch (error) {
      if (error instanceof TooLarge) throw new PictureRefused(`what media_url leads to ${error.message}`);
      throw error;
    }
  }
}
