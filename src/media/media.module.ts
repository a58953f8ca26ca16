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
import type { MediaStorage } from './storage/media-storage.js';
import { mediaFolderOf, StorageModule } from './storage/storage.module.js';
import { MEDIA_STORAGE } from './storage/storage.token.js';

/** Pictures in and out; part of every process that takes reports in. Files on their way lie beside the storage, so that they are renamed. */
@Module({
  imports: [StorageModule],
  controllers: [MediaController],
  providers: [
    { provide: Spool, inject: [SETTINGS], useFactory: (settings: Settings) => new Spool(join(mediaFolderOf(settings), 'spool')) },
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
