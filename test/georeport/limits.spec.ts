import { createServer, type Server, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { LimitsSettings } from '../../src/settings/settings.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { onPostgres, type TestStore } from '../support/stores.js';
import { type GeoReportServer, startGeoReport, type Surroundings } from './server.js';

const NONE = { requests: 0, windowSeconds: 60 };
const of = (requests: number) => ({ requests, windowSeconds: 60 });
const limits = (some: Partial<LimitsSettings>): LimitsSettings => ({
  perKey: NONE,
  perAddress: NONE,
  failedKeysPerAddress: NONE,
  failedCallbacksPerAddress: NONE,
  ...some,
});

let store: TestStore;
const servers: GeoReportServer[] = [];
beforeAll(async () => {
  store = await onPostgres();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => store.close());

/** A server on the one store, which outlives it. */
async function serve(surroundings: Surroundings): Promise<GeoReportServer> {
  const shared = { database: store.database, close: () => Promise.resolve() };
  const server = await startGeoReport(undefined, shared, surroundings);
  servers.push(server);
  return server;
}
const report = { service_code: 'RODENTS', lat: '42.3601', long: '-71.0589' };
const statusesOf = async (count: number, ask: () => Promise<Response>) => {
  const statuses: number[] = [];
  for (let n = 0; n < count; n++) statuses.push((await ask()).status);
  return statuses;
};

it('ERR-5: the request over the limit of a key is 429 with Retry-After and an error body in its format (ERR-1)', async () => {
  const server = await serve({ limits: limits({ perKey: of(2) }) });
  expect(await statusesOf(2, () => server.post(report))).toEqual([200, 200]);
  const json = await server.post(report);
  expect(json.status).toBe(429);
  expect(Number(json.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await json.json()).toEqual([{ code: 429, description: expect.stringContaining('more than 2 requests in 60 seconds') }]);
  const xml = await server.post(report, { path: 'requests.xml' });
  expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  expect(await xml.text()).toContain('<code>429</code>');
});

it('tells in RateLimit and RateLimit-Policy what is left, and lets web pages read it (HTTP-2)', async () => {
  const server = await serve({ limits: limits({ perKey: of(5), perAddress: of(9) }) });
  const filed = await server.post(report);
  expect(filed.headers.get('ratelimit-policy')).toBe('"key";q=5;w=60');
  expect(filed.headers.get('ratelimit')).toMatch(/^"key";r=4;t=\d+$/);
  expect(filed.headers.get('access-control-expose-headers')).toContain('RateLimit-Policy');
  const read = await server.get('services.xml');
  expect(read.headers.get('ratelimit-policy')).toBe('"address";q=9;w=60');
  expect(read.headers.get('ratelimit')).toMatch(/^"address";r=8;t=\d+$/);
});

it('KEY-4: a read that carries a valid key has the limit of the key; a wrong or empty one is no error and has that of the address', async () => {
  const server = await serve({ limits: limits({ perKey: of(1000), perAddress: of(3) }) });
  const wrong = [`requests.json?api_key=${randomUUID()}`, 'requests.json?api_key=', 'services.xml'];
  for (const path of wrong) expect((await server.get(path)).status).toBe(200);
  expect((await server.get('services.json')).status).toBe(429);
  expect((await server.get(`requests.json?api_key=${server.key}`)).status).toBe(200);
  expect((await server.get('requests.json', { authorization: `Bearer ${server.key}` })).status).toBe(200);
});

it('a report with a valid key passes where others have used up the limit of the address', async () => {
  const server = await serve({ limits: limits({ perAddress: of(1) }) });
  expect(await statusesOf(2, () => server.get('services.json'))).toEqual([200, 429]);
  expect((await server.post(report)).status).toBe(200);
});

it('preflights are never counted (HTTP-1), what there is not is (ERR-5)', async () => {
  const server = await serve({ limits: limits({ perAddress: of(2) }) });
  const preflight = () => fetch(`${server.base}/requests.json`, { method: 'OPTIONS' });
  expect(await statusesOf(4, preflight)).toEqual([204, 204, 204, 204]);
  expect((await server.get('nothing.json')).status).toBe(404);
  expect((await fetch(`${server.base}/services.json`, { method: 'DELETE' })).status).toBe(405);
  expect((await fetch(`${server.base}/nothing.json`, { method: 'POST' })).status).toBe(429);
  expect(await statusesOf(2, preflight)).toEqual([204, 204]);
});

it('who guesses keys gets 429 instead of 403, and a valid key from the same address goes on working (KEY-2)', async () => {
  const server = await serve({ limits: limits({ failedKeysPerAddress: of(2) }) });
  const guess = () => server.post({ ...report, api_key: randomUUID() });
  expect(await statusesOf(4, guess)).toEqual([403, 403, 429, 429]);
  expect((await server.post(report)).status).toBe(200);
});

it('a key may have a rate of its own, or none', async () => {
  const server = await serve({ limits: limits({ perKey: of(1) }) });
  const clients = new ApiClientStore(store.database);
  const slow = await clients.create('slow', { requestsPerMinute: 2 });
  const free = await clients.create('free', { requestsPerMinute: 0 });
  expect(await statusesOf(3, () => server.post({ ...report, api_key: slow.key }))).toEqual([200, 200, 429]);
  expect(await statusesOf(5, () => server.post({ ...report, api_key: free.key }))).toEqual([200, 200, 200, 200, 200]);
});

it('the address behind a trusted proxy is the one that counts, and nobody else can claim one', async () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const behind = await serve({ limits: limits({ perAddress: of(1) }), server: { trustedProxies: ['127.0.0.1'] } });
  expect((await behind.get('services.json', from('203.0.113.1'))).status).toBe(200);
  expect((await behind.get('services.json', from('203.0.113.2'))).status).toBe(200);
  expect((await behind.get('services.json', from('203.0.113.1'))).status).toBe(429);
  expect((await behind.get('services.json', from('2001:db8::1'))).status).toBe(200);
  expect((await behind.get('services.json', from('2001:db8::ffff'))).status).toBe(429);
  const open = await serve({ limits: limits({ perAddress: of(1) }) });
  expect((await open.get('services.json', from('203.0.113.1'))).status).toBe(200);
  expect((await open.get('services.json', from('203.0.113.2'))).status).toBe(429);
});

describe('with Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('two processes share one count', async () => {
    const surroundings = { limits: limits({ perKey: of(3) }), queue: { prefix: randomUUID(), redisUrl: redis.url } };
    const [one, other] = [await serve(surroundings), await serve(surroundings)];
    const { key } = await new ApiClientStore(store.database).create('both');
    // The connection to Redis is made while the first requests already come; those of another key tell when it stands.
    for (const server of [one, other]) await untilShared(server);
    expect((await one.post({ ...report, api_key: key })).headers.get('ratelimit')).toContain('r=2');
    expect((await other.post({ ...report, api_key: key })).headers.get('ratelimit')).toContain('r=1');
    expect((await one.post({ ...report, api_key: key })).headers.get('ratelimit')).toContain('r=0');
    expect((await other.post({ ...report, api_key: key })).status).toBe(429);
  });

  /** Each time a new key, whose count stands in Redis once the connection does. */
  async function untilShared(server: GeoReportServer): Promise<void> {
    for (;;) {
      const before = await redis.keys();
      const { key } = await new ApiClientStore(store.database).create('probe');
      await server.post({ ...report, api_key: key });
      if ((await redis.keys()) > before) return;
    }
  }
});

describe('where Redis is away', () => {
  it.each(['refuses', 'never answers'])('reports are taken and counted in the process when it %s', async (how) => {
    const { port, close } = await deafServer(how === 'never answers');
    const surroundings = {
      limits: limits({ perKey: of(2) }),
      queue: { prefix: 'x', redisUrl: `redis://127.0.0.1:${port}` },
    };
    const server = await serve(surroundings);
    expect(await statusesOf(3, () => server.post(report))).toEqual([200, 200, 429]);
    await close();
  });
});

/** Takes connections and says nothing; or a port where nobody listens. */
async function deafServer(listens: boolean): Promise<{ port: number; close(): Promise<void> }> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  if (listens) return { port, close };
  await close();
  return { port, close: () => Promise.resolve() };
}
