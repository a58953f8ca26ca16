import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { isDatabaseAway } from '../store/database.js';
import type { NewPicture } from '../store/new-pictures.js';
import { fromBase64 } from './base64.js';
import { MediaWorker } from './media.worker.js';
import { MediaUnavailable } from './picture-errors.js';
import { Spool } from './spool.js';
import { MEDIA_STORAGE } from './storage/storage.token.js';
import type { MediaStorage } from './storage/media-storage.js';
import { Upload } from './upload.js';

export type { Upload } from './upload.js';
export { MediaUnavailable, UploadTooLarge } from './picture-errors.js';

/** The pictures of one report or update, in every form that they come in (contract section 15.6). */
export interface SentPictures {
  readonly upload: Upload;
  /** Texts in Base64. */
  readonly base64: readonly string[];
  readonly urls: readonly string[];
}

const LONGEST_URL = 2_000;
const TOKEN_BYTES = 20;

/** What intake knows of pictures: take them in, keep them with their report. */
@Injectable()
export class MediaIntake {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Spool) private readonly spool: Spool,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
    @Inject(MediaWorker) private readonly worker: MediaWorker,
  ) {}

  receive(): Upload {
    return new Upload(this.spool, this.settings.media);
  }

  /**
   * Puts the files where no crash loses them, then lets the caller commit their rows with whatever they belong to. A picture that is no
   * good fails by itself and never its report. Files win over addresses.
   * @param accept must write the pictures in its transaction, unless what it was given had come before.
   * @throws MediaUnavailable, or what `accept` throws.
   */
  async keep<T extends { readonly isRepeat?: boolean }>(
    sent: SentPictures,
    accept: (pictures: readonly NewPicture[]) => Promise<T>,
  ): Promise<T> {
    const pictures = await this.store(sent);
    try {
      const accepted = await accept(pictures);
      if (accepted.isRepeat) await this.forget(pictures);
      else if (pictures.length > 0) this.worker.wake();
      return accepted;
    } catch (error) {
      // A commit whose answer was lost may stand: then the collector decides, later.
      if (!isDatabaseAway(error)) await this.forget(pictures);
      throw error;
    }
  }

  private async store({ upload, base64, urls }: SentPictures): Promise<NewPicture[]> {
    const { maxFiles } = this.settings.media;
    const pictures: NewPicture[] = [];
    for (const path of upload.paths) pictures.push(await this.storeFile('file', path));
    for (const text of base64.slice(0, maxFiles)) pictures.push(await this.storeText(text));
    if (pictures.length === 0)
      for (const url of urls.slice(0, maxFiles))
        pictures.push({ source: 'url', token: newToken(), sourceUrl: url.slice(0, LONGEST_URL), failure: tooLong(url) });
    const over = Math.max(base64.length, upload.paths.length + base64.length === 0 ? urls.length : 0) - maxFiles;
    if (over > 0)
      pictures.push({
        source: base64.length > 0 ? 'base64' : 'url',
        token: newToken(),
        failure: `${over} more were left out: one report may bring ${maxFiles} pictures`,
      });
    return pictures;
  }

  private async storeText(text: string): Promise<NewPicture> {
    const bytes = fromBase64(text);
    if (!bytes) return { source: 'base64', token: newToken(), failure: 'the text in media is not Base64' };
    const { path } = await this.spool.write(Readable.from([bytes]), bytes.length).catch(unavailable);
    return this.storeFile('base64', path);
  }

  private async storeFile(source: 'file' | 'base64', path: string): Promise<NewPicture> {
    const token = newToken();
    await this.storage.put('incoming', token, path).catch(unavailable);
    return { source, token };
  }

  private async forget(pictures: readonly NewPicture[]): Promise<void> {
    const kept = pictures.filter(({ source, failure }) => source !== 'url' && !failure);
    // What can't be removed just now is the collector's.
    await Promise.allSettled(kept.map(({ token }) => this.storage.remove('incoming', token)));
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('hex');
}

function tooLong(url: string): string | undefined {
  return url.length > LONGEST_URL ? `media_url has more than ${LONGEST_URL} characters` : undefined;
}

function unavailable(cause: unknown): never {
  throw new MediaUnavailable('the pictures can not be stored', { cause });
}
