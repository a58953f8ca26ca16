import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { MediaStorage } from '../../src/media/storage/media-storage.js';
import { PictureFetcher } from '../../src/media/fetch/picture-fetcher.js';
import { MediaCollector } from '../../src/media/media.collector.js';
import { MediaIntake } from '../../src/media/media.intake.js';
import { MediaWorker } from '../../src/media/media.worker.js';
import { PictureMaker } from '../../src/media/picture-maker.js';
import { Spool } from '../../src/media/spool.js';
import { DiskStorage } from '../../src/media/storage/disk-storage.js';
import { Log } from '../../src/settings/log.js';
import type { Settings } from '../../src/settings/settings.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { MediaStore } from '../../src/store/media.store.js';
import { ImportStore } from '../../src/store/imports/import.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import { MEDIA } from '../georeport/server.js';
import { anImportedRequest, anImportTarget } from '../support/an-imported-request.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';
import { aPng } from './photos.js';

/** Counts how often each picture was written. */
class CountingStorage extends DiskStorage implements MediaStorage {
  readonly made: string[] = [];
  override async put(shelf: 'incoming' | 'public', token: string, path: string): Promise<void> {
    if (shelf === 'public') this.made.push(token);
    return super.put(shelf, token, path);
  }
}

describe.each(BOTH)('pictures on %s', (_name, open) => {
  let store: TestStore;
  let clientId: string;
  let folder: string;
  let imported: Buffer;
  const workers: MediaWorker[] = [];
  const servers: Server[] = [];

  beforeAll(async () => {
    store = await open();
    imported = await aPng();
    clientId = (await new ApiClientStore(store.database).create('an app')).client.id;
  });
  afterAll(() => store.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridge-media-'));
  });
  afterEach(async () => {
    await ended();
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
    await sql`delete from bridge.media`.execute(store.database);
    rmSync(folder, { recursive: true, force: true });
  });

  /** One process's part of it. Nothing works before `start`. */
  function aProcess(media: Partial<Settings['media']> = {}) {
    const settings = { media: { ...MEDIA, ...media } } as Settings;
    const [spool, storage, log] = [new Spool(join(folder, 'spool')), new CountingStorage(folder), Log.at('silent')];
    const pictures = new MediaStore(store.database);
    const maker = new PictureMaker(settings.media, spool, storage, new PictureFetcher(settings.media));
    const worker = new MediaWorker(settings, pictures, storage, maker, log);
    workers.push(worker);
    return {
      settings,
      storage,
      spool,
      pictures,
      start: () => worker.onApplicationBootstrap(),
      intake: new MediaIntake(settings, spool, storage, { wake: () => undefined } as unknown as MediaWorker),
      collector: new MediaCollector(pictures, spool, storage, log),
    };
  }

  async function filed({ intake }: ReturnType<typeof aProcess>, files: readonly Buffer[], urls: readonly string[] = []) {
    const upload = intake.receive();
    for (const file of files) await upload.take(Readable.from([file]));
    const requests = new RequestStore(store.database);
    const accepted = await intake.keep({ upload, base64: [], urls }, (pictures) =>
      requests.accept(aReport(clientId, { pictures })),
    );
    await upload.discard();
    return accepted.publicId;
  }

  /** A file is removed after its row is written: what is left is counted once nobody works any more. */
  const ended = () => Promise.all(workers.splice(0).map((worker) => worker.beforeApplicationShutdown()));
  const rows = () => store.database.selectFrom('media').selectAll().orderBy('id').execute();
  async function settled() {
    for (;;) {
      const found = await rows();
      if (found.every(({ state }) => state !== 'waiting')) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  async function serving(answer: (count: number) => { status: number; body?: Buffer }) {
    let count = 0;
    const server = createServer((_request, response) => {
      const { status, body } = answer((count += 1));
      response.writeHead(status).end(body);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    return {
      url: `http://127.0.0.1:${port}/a.png`,
      reach: { fetchPorts: [port], allowPrivateAddresses: ['127.0.0.1'] },
      asked: () => count,
    };
  }
  const filesOf = (shelf: string) =>
    existsSync(join(folder, shelf))
      ? readdirSync(join(folder, shelf), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
      : 0;

  it('a process that dies between acceptance and processing loses nothing: the next one makes the picture', async () => {
    const dead = aProcess();
    await filed(dead, [await aPng()]);
    expect((await rows()).map(({ state }) => state)).toEqual(['waiting']);
    const next = aProcess();
    next.start();
    expect(await settled()).toMatchObject([{ state: 'ready', content_type: 'image/png', width: 30, height: 20 }]);
    await ended();
    expect([filesOf('incoming'), filesOf('public'), filesOf('spool')]).toEqual([0, 1, 0]);
  });

  it('a process that dies in the middle loses nothing: when its lease has run out, another one makes the picture', async () => {
    await filed(aProcess(), [await aPng()]);
    const next = aProcess();
    const [claimed] = await next.pictures.claim(1, 60_000);
    expect(await next.pictures.claim(1, 60_000)).toEqual([]);
    await sql`update bridge.media set lease_until = now() - interval '1 second'`.execute(store.database);
    next.start();
    expect(await settled()).toMatchObject([{ state: 'ready', attempts: 2 }]);
    // The dead one comes back to life and may not write any more.
    expect(await next.pictures.settle(claimed!, { is: 'failed', reason: 'late' })).toBe(false);
  });

  it('pictures of an import are made once those of reports are, though they came first', async () => {
    const [server, png] = [await serving(() => ({ status: 200, body: imported })), await aPng()];
    await new ImportStore(store.database).keep(
      anImportTarget(),
      [anImportedRequest('photo-1', { mediaUrls: [server.url] })],
      null,
    );
    const bridge = aProcess(server.reach);
    await filed(bridge, [png]);
    bridge.start();
    const [ofImport, ofReport] = await settled();
    expect([ofImport!.source, ofImport!.state, ofReport!.source, ofReport!.state]).toEqual(['url', 'ready', 'file', 'ready']);
    expect(bridge.storage.made).toEqual([ofReport!.token, ofImport!.token]);
  });

  it('two workers never make one picture twice', async () => {
    const [one, other] = [aProcess({ concurrency: 2 }), aProcess({ concurrency: 2 })];
    const png = await aPng();
    for (let count = 0; count < 12; count += 1) await filed(one, [png, png]);
    one.start();
    other.start();
    expect(await settled()).toHaveLength(24);
    const made = [...one.storage.made, ...other.storage.made];
    expect([made.length, new Set(made).size]).toEqual([24, 24]);
  });

  it('a media_url that fails for a while is tried again', async () => {
    const png = await aPng();
    const server = await serving((count) => (count < 3 ? { status: 503 } : { status: 200, body: png }));
    const process = aProcess(server.reach);
    await filed(process, [], [server.url]);
    process.start();
    expect(await settled()).toMatchObject([{ state: 'ready', attempts: 3, reason: null }]);
  });

  it.each([
    ['that never answers well is given up', 500, 3, /given up after 3 attempts: media_url answers 500/],
    ['whose picture is gone fails at once', 404, 1, /answers 404/],
  ])('a media_url %s, with its reason', async (_case, status, attempts, reason) => {
    const server = await serving(() => ({ status }));
    const process = aProcess(server.reach);
    await filed(process, [], [server.url]);
    process.start();
    expect(await settled()).toMatchObject([{ state: 'failed', attempts, reason: expect.stringMatching(reason) }]);
    expect(server.asked()).toBe(attempts);
  });

  it('a media_url that leads to more than maxFileBytes fails, and nothing of it stays', async () => {
    const server = await serving(() => ({ status: 200, body: Buffer.alloc(50_000) }));
    const process = aProcess({ ...server.reach, maxFileBytes: 20_000 });
    await filed(process, [], [server.url]);
    process.start();
    expect(await settled()).toMatchObject([{ state: 'failed', reason: expect.stringContaining('larger than 20000 bytes') }]);
    expect(filesOf('spool')).toBe(0);
  });

  it('a picture that kills every worker is given up', async () => {
    const process = aProcess();
    await filed(process, [await aPng()]);
    await sql`update bridge.media set attempts = 3, lease_until = now() - interval '1 second'`.execute(store.database);
    process.start();
    expect(await settled()).toMatchObject([{ state: 'failed', reason: expect.stringContaining('without an end') }]);
  });

  it('a report that is not kept keeps no file', async () => {
    const { intake } = aProcess();
    const upload = intake.receive();
    await upload.take(Readable.from([await aPng()]));
    const refused = intake.keep({ upload, base64: [], urls: [] }, async () => Promise.reject(new Error('rolled back')));
    await expect(refused).rejects.toThrow('rolled back');
    await ended();
    expect([filesOf('incoming'), filesOf('spool')]).toEqual([0, 0]);
  });

  it('files of requests that were deleted, and those nobody committed, are collected; all others stay', async () => {
    const process = aProcess();
    await filed(process, [await aPng()]);
    await filed(process, [await aPng()]);
    process.start();
    const [gone, kept] = await settled();
    await filed(process, [await aPng()]);
    await sql`delete from bridge.service_request where id = ${gone!.request_id}`.execute(store.database);
    const orphan = 'f'.repeat(40);
    const path = join(folder, 'orphan');
    writeFileSync(path, 'x');
    await process.storage.put('incoming', orphan, path);
    expect(await process.collector.collect(Date.now())).toBe(0);
    expect(await process.collector.collect(Date.now() + 2 * 3_600_000)).toBeGreaterThanOrEqual(2);
    expect(await process.storage.read('public', gone!.token)).toBeUndefined();
    expect(await process.storage.read('incoming', orphan)).toBeUndefined();
    (await process.storage.read('public', kept!.token))!.destroy();
  });

  it('what a crash left in the spool is swept at the start', async () => {
    const process = aProcess();
    mkdirSync(join(folder, 'spool'));
    for (const [name, ageMs] of Object.entries({ old: 2 * 3_600_000, young: 0 })) {
      writeFileSync(join(folder, 'spool', name), 'half');
      utimesSync(join(folder, 'spool', name), new Date(), new Date(Date.now() - ageMs));
    }
    await process.collector.onApplicationBootstrap();
    await process.collector.beforeApplicationShutdown();
    expect(readdirSync(join(folder, 'spool'))).toEqual(['young']);
  });
});
