import { createServer, type IncomingMessage, type Server } from 'node:http';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { Pusher } from '../../src/push/pusher.js';
import { Log } from '../../src/settings/log.js';
import type { JurisdictionSettings, PushSettings } from '../../src/settings/jurisdiction-settings.js';
import type { Settings } from '../../src/settings/settings.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { auditOf } from '../../src/store/audit.js';
import { GivenUpPushesStore } from '../../src/store/given-up-pushes.store.js';
import { PushStore } from '../../src/store/push.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import { UpdateStore } from '../../src/store/update.store.js';
import { Telemetry } from '../../src/telemetry/telemetry.js';
import { aCity } from '../georeport/server.js';
import { until } from '../support/deployment.js';
import { aReport, onPostgres, type TestStore } from '../support/stores.js';

const CITY = 'riverton.example';
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const PACE = { backoffMinMs: 20, backoffMaxMs: 100, ageLimitMs: 60_000 };

interface Got {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Answers as it is told, one order a message, then 200; `cut`: no answer comes. */
class Receivers {
  readonly got: Got[] = [];
  readonly orders: (number | 'cut')[] = [];
  private readonly server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      this.got.push({ path: request.url!, headers: request.headers as Record<string, string>, body });
      const order = this.orders.shift() ?? 200;
      if (order === 'cut') return request.socket.destroy();
      return response.writeHead(order, order === 503 ? { 'retry-after': '0' } : {}).end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

let store: TestStore;
let receivers: Receivers;
let base: string;
let clientId: string;
let pusher: Pusher;

beforeEach(async () => {
  store = await onPostgres();
  receivers = new Receivers();
  base = await receivers.start();
  clientId = (await new ApiClientStore(store.database).create('tests')).client.id;
});
afterEach(async () => {
  await pusher.beforeApplicationShutdown();
  await receivers.close();
  await store.close();
});

async function start(...push: PushSettings[]): Promise<void> {
  const city: JurisdictionSettings = { ...aCity(CITY), push };
  const pushes = new PushStore(store.database);
  const settings = { jurisdictions: [city] } as unknown as Settings;
  pusher = new Pusher(settings, pushes, new UpdateStore(store.database), new Telemetry(), Log.at('silent'));
  await pushes.ensure(push.map(({ id }) => id));
  pusher.onApplicationBootstrap();
}

const webhook = (): PushSettings => ({ id: `${CITY}/app`, kind: 'webhook', url: `${base}/app`, secret: SECRET, ...PACE });
const fixmystreet = (): PushSettings => ({ id: `${CITY}/fms`, kind: 'fixmystreet', url: `${base}/fms`, apiKey: 'k1', ...PACE });

async function aRequest(isPrivate = false): Promise<string> {
  const { publicId } = await new RequestStore(store.database).accept(aReport(clientId, { private: isPrivate }));
  return publicId!;
}

/** Public from now on. */
async function anUpdate(publicId: string, id: string, status = 'in_progress'): Promise<void> {
  await sql`
    insert into bridge.request_update (request_id, jurisdiction_id, public_id, source, source_id, status, detailed_status, description,
      media_urls, event_at, available_at)
    select id, jurisdiction_id, ${id}, 'crm', ${id}, 'open', ${status}, ${`${id} & more`}, '{}', now(), now()
    from bridge.service_request where public_id = ${publicId}`.execute(store.database);
}

const states = async () => {
  const { rows } = await sql<{ id: string; state: string; attempts: number }>`
    select u.public_id as id, p.state, p.attempts from bridge.update_push p join bridge.request_update u on u.id = p.update_id order by p.id`.execute(
    store.database,
  );
  return rows;
};
const settled = (count: number) =>
  until(states, (rows) => rows.length === count && rows.every(({ state }) => state !== 'pending'));

it('tells a subscriber of each public update once, signed, in order, again after a failure and never of a private request', async () => {
  receivers.orders.push(503);
  const [open, hidden] = [await aRequest(), await aRequest(true)];
  await start(webhook());
  await anUpdate(open, 'U-1');
  await anUpdate(hidden, 'U-2');
  await anUpdate(open, 'U-3', 'planned');
  expect(await settled(2)).toEqual([
    { id: 'U-1', state: 'sent', attempts: 2 },
    { id: 'U-3', state: 'sent', attempts: 1 },
  ]);
  expect(receivers.got.map(({ headers }) => headers['webhook-id'])).toEqual(['U-1', 'U-1', 'U-3']);
  const last = receivers.got.at(-1)!;
  expect(new Webhook(SECRET).verify(last.body, last.headers)).toMatchObject({
    type: 'service_request.updated',
    data: { jurisdiction_id: CITY, service_request_id: open, update_id: 'U-3', status: 'planned', description: 'U-3 & more' },
  });
});

it("posts FixMyStreet's own form, and takes its word that it has an update whose answer was lost", async () => {
  receivers.orders.push('cut', 400, 400);
  const request = await aRequest();
  await start(fixmystreet());
  await anUpdate(request, 'U-1');
  await anUpdate(request, 'U-2');
  expect(await settled(2)).toEqual([
    { id: 'U-1', state: 'sent', attempts: 2 },
    { id: 'U-2', state: 'dead', attempts: 1 },
  ]);
  const { path, body } = receivers.got[0]!;
  expect([path, Object.fromEntries(new URLSearchParams(body))]).toEqual([
    '/fms',
    {
      api_key: 'k1',
      jurisdiction_id: CITY,
      service_request_id: request,
      update_id: 'U-1',
      updated_datetime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      status: 'in_progress',
      description: 'U-1 & more',
    },
  ]);
});

it('one that is away does not keep the others waiting, and gives up what is too old', async () => {
  const away: PushSettings = { ...webhook(), id: `${CITY}/away`, url: 'http://127.0.0.1:1/', ageLimitMs: 1 };
  const request = await aRequest();
  await start(away, fixmystreet());
  await anUpdate(request, 'U-1');
  expect((await settled(2)).map(({ state }) => state).toSorted()).toEqual(['dead', 'sent']);
});

it('what was given up is listed with its reason, and sent again when somebody says so, who is written down', async () => {
  receivers.orders.push(410, 410);
  const request = await aRequest();
  await start(webhook());
  await anUpdate(request, 'U-1');
  await anUpdate(request, 'U-2');
  await settled(2);
  const givenUp = new GivenUpPushesStore(store.database);
  expect(await givenUp.list(10, `${CITY}/app`)).toMatchObject([
    { subscriber: `${CITY}/app`, update: 'U-1', request, attempts: 1, reason: 'the receiver answered 410' },
    { update: 'U-2' },
  ]);
  expect(await givenUp.list(10, `${CITY}/other`)).toEqual([]);
  expect(await givenUp.retry(`${CITY}/app`, 'U-2', 'ann')).toBe(1);
  await until(states, ([, second]) => second?.state === 'sent');
  expect((await givenUp.list(10)).map(({ update }) => update)).toEqual(['U-1']);
  expect(await givenUp.retry(`${CITY}/app`, 'U-2', 'ann')).toBe(0);
  expect(await auditOf(store.database, `subscriber/${CITY}/app`)).toMatchObject([
    { actor: 'ann', action: 'push.retry', detail: { count: 1, update: 'U-2' } },
  ]);
});

it('what was given up and dismissed is listed no more, and never sent: only that, and it is written down who said so', async () => {
  receivers.orders.push(410, 410, 410);
  const request = await aRequest();
  await start(webhook());
  for (const id of ['U-1', 'U-2', 'U-3']) await anUpdate(request, id);
  await settled(3);
  const givenUp = new GivenUpPushesStore(store.database);
  expect(await givenUp.dismiss(`${CITY}/other`, undefined, 'ann')).toBe(0);
  expect(await givenUp.dismiss(`${CITY}/app`, 'U-2', 'ann')).toBe(1);
  expect((await givenUp.list(10)).map(({ update }) => update)).toEqual(['U-1', 'U-3']);
  expect(await givenUp.retry(`${CITY}/app`, 'U-3', 'ann')).toBe(1);
  await until(states, (rows) => rows.some(({ state }) => state === 'sent'));
  expect(await givenUp.dismiss(`${CITY}/app`, undefined, 'ann')).toBe(1);
  await anUpdate(request, 'U-4');
  await until(states, (rows) => rows.some(({ id, state }) => id === 'U-4' && state === 'sent'));
  expect((await states()).map(({ id }) => id)).toEqual(['U-3', 'U-4']);
  expect(receivers.got.map(({ headers }) => headers['webhook-id'])).toEqual(['U-1', 'U-2', 'U-3', 'U-3', 'U-4']);
  const acts = (await auditOf(store.database, `subscriber/${CITY}/app`)).map(({ action, detail }) => [action, detail]);
  expect(acts.filter(([action]) => action === 'push.dismiss')).toEqual([
    ['push.dismiss', expect.objectContaining({ count: 1, update: 'U-2' })],
    ['push.dismiss', expect.objectContaining({ count: 1 })],
  ]);
});
