import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Settings } from '../../settings/settings.js';
import type { MediaStorage, Shelf, StoredFile } from './media-storage.js';

/** Any storage that speaks S3. Incoming files are there too, so that any process may make the picture. */
export class S3Storage implements MediaStorage {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    const { region, endpoint, forcePathStyle, accessKeyId, secretAccessKey } = settings;
    this.client = new S3Client({
      region,
      endpoint,
      forcePathStyle,
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
      // Not every storage that speaks S3 knows the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async check(): Promise<void> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.settings.bucket }));
  }

  async put(shelf: Shelf, token: string, path: string): Promise<void> {
    const { size } = await stat(path);
    await this.client.send(
      new PutObjectCommand({ ...this.key(shelf, token), Body: createReadStream(path), ContentLength: size }),
    );
    await rm(path, { force: true });
  }

  async read(shelf: Shelf, token: string): Promise<Readable | undefined> {
    try {
      return (await this.client.send(new GetObjectCommand(this.key(shelf, token)))).Body as Readable;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async remove(shelf: Shelf, token: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.key(shelf, token)));
  }

  async *list(shelf: Shelf): AsyncIterable<StoredFile> {
    const Prefix = `${this.settings.prefix}${shelf}/`;
    let ContinuationToken: string | undefined;
    do {
      const page = await this.client.send(new ListObjectsV2Command({ Bucket: this.settings.bucket, Prefix, ContinuationToken }));
      for (const { Key, LastModified } of page.Contents ?? [])
        if (Key && LastModified) yield { token: Key.slice(Prefix.length), changedAt: LastModified };
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  }

  close(): void {
    this.client.destroy();
  }

  private key(shelf: Shelf, token: string) {
    return { Bucket: this.settings.bucket, Key: `${this.settings.prefix}${shelf}/${token}` };
  }
}
