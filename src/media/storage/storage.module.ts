import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { Settings } from '../../settings/settings.js';
import { SETTINGS } from '../../settings/settings.token.js';
import { DiskStorage } from './disk-storage.js';
import type { MediaStorage } from './media-storage.js';
import { MEDIA_STORAGE } from './storage.token.js';

/** The files of pictures. */
@Module({ providers: [{ provide: MEDIA_STORAGE, inject: [SETTINGS], useFactory: openStorage }], exports: [MEDIA_STORAGE] })
export class StorageModule {}

/** Where everything about pictures lies on this machine. */
export function mediaFolderOf({ store }: Settings): string {
  return join(store.dataFolder, 'media');
}

/** The S3 client is large: only those who use it load it. */
async function openStorage(settings: Settings): Promise<MediaStorage> {
  if (!settings.media.s3) return new DiskStorage(mediaFolderOf(settings));
  const { S3Storage } = await import('./s3-storage.js');
  return new S3Storage(settings.media.s3);
}
