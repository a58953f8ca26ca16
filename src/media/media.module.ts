import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { PictureFetcher } from './fetch/picture-fetcher.js';
import { MediaCollector } from './media.collector.js';
import { MediaController } from './media.controller.js';
import { MediaIntake } from './media.intake.js';
import { MediaWorker } from './media.worker.js';
import { PictureMaker } from './picture-maker.js';
import { Spool } from './spool.js';
import { DiskStorage } from './storage/disk-storage.js';
import type { MediaStorage } from './storage/media-storage.js';
import { MEDIA_STORAGE } from './storage/storage.token.js';

/** Pictures in and out; part of every process that takes reports in. Files on their way lie beside the storage, so that they are renamed. */
@Module({
  controllers: [MediaController],
  providers: [
    { provide: Spool, inject: [SETTINGS], useFactory: (settings: Settings) => new Spool(join(folderOf(settings), 'spool')) },
    {
      provide: MEDIA_STORAGE,
      inject: [SETTINGS],
      useFactory: openStorage,
    },
    {
      provide: PictureMaker,
      inject: [SETTINGS, Spool, MEDIA_STORAGE],
      useFactory: ({ media }: Settings, spool: Spool, storage: MediaStorage) =>
        new PictureMaker(media, spool, storage, new PictureFetcher(media)),
    },
    MediaWorker,
    MediaCollector,
    MediaIntake,
  ],
  exports: [MediaIntake],
})
export class MediaModule {}

function folderOf({ store }: Settings): string {
  return join(store.dataFolder, 'media');
}

/** The S3 client is large: only those who use it load it. */
async function openStorage(settings: Settings): Promise<MediaStorage> {
  if (!settings.media.s3) return new DiskStorage(folderOf(settings));
  const { S3Storage } = await import('./storage/s3-storage.js');
  return new S3Storage(settings.media.s3);
}
