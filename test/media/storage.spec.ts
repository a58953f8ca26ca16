import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import S3rver from 's3rver';
import { DiskStorage } from '../../src/media/storage/disk-storage.js';
import type { MediaStorage } from '../../src/media/storage/media-storage.js';
import { S3Storage } from '../../src/media/storage/s3-storage.js';
import { startGeoReport } from '../georeport/server.js';
import { aPng } from './photos.js';

async function onDisk(folder: string) {
  return { storage: new DiskStorage(folder), end: async () => undefined };
}

/** A server that speaks S3, with one bucket. */
async function onS3(folder: string) {
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'pictures' }],
  });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const storage = new S3Storage({ ...S3, endpoint });
  return { storage, endpoint, end: () => server.close() };
}

const S3 = {
  bucket: 'pictures',
  region: 'us-east-1',
  forcePathStyle: true,
  accessKeyId: 'S3RVER',
  secretAccessKey: 'S3RVER',
  prefix: 'riverton/',
};

const token = (digit: string) => digit.repeat(40);

describe.each([
  ['disk', onDisk],
  ['S3', onS3],
])('storage on %s', (_name, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-storage-'));
  let storage: MediaStorage;
  let end: () => Promise<unknown>;
  beforeAll(async () => {
    ({ storage, end } = await open(join(folder, 'files')));
    await storage.check();
  });
  afterAll(async () => {
    storage.close();
    await end();
    rmSync(folder, { recursive: true, force: true });
  });

  const put = async (shelf: 'incoming' | 'public', name: string, content: string) => {
    const path = join(folder, 'given');
    writeFileSync(path, content);
    await storage.put(shelf, name, path);
  };
  const read = async (shelf: 'incoming' | 'public', name: string) => {
    const stream = await storage.read(shelf, name);
    return stream && (await text(stream));
  };
  const listed = async (shelf: 'incoming' | 'public') => {
    const files = [];
    for await (const file of storage.list(shelf)) files.push(file);
    return files;
  };

  it('gives back what was put, and the newer when it was put twice', async () => {
    await put('incoming', token('a'), 'first');
    expect(await read('incoming', token('a'))).toBe('first');
    await put('incoming', token('a'), 'second');
    expect(await read('incoming', token('a'))).toBe('second');
  });

  it('keeps the two shelves apart', async () => {
    await put('public', token('b'), 'shown');
    expect(await read('incoming', token('b'))).toBeUndefined();
    expect(await read('public', token('b'))).toBe('shown');
  });

  it('lists what there is with its age, and forgets what is removed, also twice', async () => {
    await put('public', token('c'), 'x');
    const found = (await listed('public')).find((file) => file.token === token('c'));
    expect(Math.abs(Date.now() - found!.changedAt.getTime())).toBeLessThan(60_000);
    await storage.remove('public', token('c'));
    await storage.remove('public', token('c'));
    expect((await listed('public')).map((file) => file.token)).not.toContain(token('c'));
    expect(await read('public', token('c'))).toBeUndefined();
  });
});

it('a bridge that is told to keeps its pictures in S3, and shows them from there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-storage-'));
  const { storage, end, endpoint } = await onS3(folder);
  const server = await startGeoReport(undefined, undefined, { media: { s3: { ...S3, endpoint } } });
  const form = new FormData();
  for (const [name, value] of Object.entries({ api_key: server.key, service_code: 'RODENTS', lat: '1', long: '1' }))
    form.append(name, value);
  form.append('media', new Blob([new Uint8Array(await aPng())]), 'a.png');
  const response = await fetch(`${server.base}/requests.json`, { method: 'POST', body: form });
  const [{ service_request_id: id }] = (await response.json()) as [{ service_request_id: string }];
  let url: string | null = null;
  while (!url) url = ((await (await server.get(`requests/${id}.json`)).json()) as [{ media_url: string | null }])[0].media_url;
  const shown = await fetch(url);
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect((await shown.arrayBuffer()).byteLength).toBe(Number(shown.headers.get('content-length')));
  expect(existsSync(join(server.dataFolder, 'media', 'public'))).toBe(false);
  await server.close();
  storage.close();
  await end();
  rmSync(folder, { recursive: true, force: true });
});

it('a bucket that is not there keeps the bridge from starting', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-storage-'));
  const { storage, end, endpoint } = await onS3(folder);
  await expect(new S3Storage({ ...S3, endpoint, bucket: 'another' }).check()).rejects.toThrow();
  storage.close();
  await end();
  rmSync(folder, { recursive: true, force: true });
});

it('a token that is none never becomes a path', async () => {
  await expect(new DiskStorage('/tmp/nowhere').read('public', '../../etc/passwd')).rejects.toThrow('not a token');
});
