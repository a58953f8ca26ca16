import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Spool, TooLarge } from './spool.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge-spool-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('leaves no file of what is too large, though it was too large before the file was open', async () => {
  const spool = new Spool(folder);
  const writing = Array.from({ length: 200 }, () => spool.write(Readable.from([Buffer.alloc(10)]), 5));
  for (const result of await Promise.allSettled(writing))
    expect(result).toMatchObject({ status: 'rejected', reason: expect.any(TooLarge) });
  expect(await readdir(folder)).toEqual([]);
});
