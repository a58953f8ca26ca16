import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { AlertWatch } from '../../src/alerts/alert.watch.js';
import { CertificateWatch } from '../../src/alerts/certificate.watch.js';
import { Log } from '../../src/settings/log.js';
import type { AlertsSettings } from '../../src/settings/alerts-settings.js';
import type { JurisdictionSettings } from '../../src/settings/jurisdiction-settings.js';
import type { Settings } from '../../src/settings/settings.js';
import { AlertFiguresStore } from '../../src/store/alert-figures.store.js';
import { AlertMessageStore } from '../../src/store/alert-message.store.js';
import { AlertStore } from '../../src/store/alert.store.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { AttentionStore } from '../../src/store/attention.store.js';
import { CanaryFiguresStore } from '../../src/store/canary-figures.store.js';
import { CertificateStore } from '../../src/store/certificate.store.js';
import { GivenUpPushesStore } from '../../src/store/given-up-pushes.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import { aConnection } from '../support/a-connection.js';
import { HookReceiver, Mailbox, until } from '../support/alert-receivers.js';
import { ALERTS } from '../support/alert-settings.js';
import { CERTIFICATE, EXPIRES, PRIVATE_KEY } from '../support/short-lived-certificate.js';
import { aReport, onPostgres, type TestStore } from '../support/stores.js';

const CRM = 'riverton.example/crm';
const APP = 'riverton.example/app';
const SECRET = `whsec_${Buffer.alloc(32, 'a').toString('base64')}`;

let store: TestStore;
let mailbox: Mailbox;
let receiver: HookReceiver;
const watches: AlertWatch[] = [];

beforeEach(async () => {
  [store, mailbox, receiver] = await Promise.all([onPostgres(), new Mailbox().open(), new HookReceiver(SECRET).open()]);
});
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.beforeApplicationShutdown();
  await Promise.all([mailbox.close(), store.close()]);
  receiver.close();
});

/** Knows how often it was told that another process looks. */
class CountingStore extends AlertStore {
  refused = 0;
  override async lease(owner: string, leaseMs: number): Promise<boolean> {
    const got = await super.lease(owner, leaseMs);
    if (!got) this.refused += 1;
    return got;
  }
}

/** One process's part of it. */
function aWatch(
  alerts: Partial<AlertsSettings> = {},
  endpoint = 'http://crm.example',
  log = Log.at('silent'),
  alertStore = new AlertStore(store.database),
): AlertWatch {
  const { database } = store;
  const email = { host: '127.0.0.1', port: mailbox.port, secure: false, startTls: 'never', from: 'bridge@town.example' } as const;
  const settings = {
    server: {},
    alerts: {
      ...ALERTS,
      clearAfterMinutes: 0,
      email: { ...email, to: ['it@town.example', 'desk@town.example'] },
      webhooks: [{ url: receiver.url, secret: SECRET }],
      ...alerts,
    },
    jurisdictions: [
      { id: 'riverton.example', timeZone: 'UTC', connections: [aConnection({ settings: { endpoint } })], push: [{ id: APP }] },
    ] as unknown as JurisdictionSettings[],
  } as unknown as Settings;
  const certificates = new CertificateStore(database);
  const watch = new AlertWatch(
    settings,
    alertStore,
    new AlertFiguresStore(database),
    new AttentionStore(database),
    new CanaryFiguresStore(database),
    new AlertMessageStore(database),
    certificates,
    new CertificateWatch(certificates, log),
    log,
  );
  watches.push(watch);
  return watch;
}

const breaks = () =>
  sql`insert into bridge.connection_gate (connection, breaker, opened_at, reason_kind, reason_text)
    values (${CRM}, 'open', now() - interval '1 hour', 'transient', 'connection refused')`.execute(store.database);
const recovers = () => sql`update bridge.connection_gate set breaker = 'closed'`.execute(store.database);
/** Of these updates the subscriber was not told, and of another it was. */
async function givesUp(...updates: readonly string[]): Promise<void> {
  const { client } = await new ApiClientStore(store.database).create('tests');
  const { publicId } = await new RequestStore(store.database).accept(aReport(client.id));
  for (const id of [...updates, 'U-sent'])
    await sql`
      with told as (insert into bridge.request_update (request_id, jurisdiction_id, public_id, source, source_id, status, detailed_status,
          media_urls, event_at, available_at)
        select id, jurisdiction_id, ${id}, 'crm', ${id}, 'open', 'in_progress', '{}', now(), now()
        from bridge.service_request where public_id = ${publicId!} returning id, request_id)
      insert into bridge.update_push (subscriber, update_id, request_id, state, attempts, settled_at)
      select ${APP}, id, request_id, ${id === 'U-sent' ? 'sent' : 'dead'}, 1, now() from told`.execute(store.database);
}

const laterOn = () => sql`update bridge.alert_message set not_before = now()`.execute(store.database);
const owner = async () =>
  (await sql<{ owner: string }>`select owner from bridge.alert_lease`.execute(store.database)).rows[0]?.owner;
const pending = async () =>
  (
    await sql<{ channel: string; attempts: number; last_error: string | null }>`
      select channel, attempts, last_error from bridge.alert_message where state = 'pending' order by position`.execute(
      store.database,
    )
  ).rows;

it('an open breaker is told by e-mail and signed webhook, once, and so is its end', async () => {
  await breaks();
  aWatch().onApplicationBootstrap();
  await until(() => mailbox.mails.length === 1 && receiver.hooks.length === 1);
  await recovers();
  await until(() => mailbox.mails.length === 2 && receiver.hooks.length === 2);

  expect(receiver.hooks.map(({ body }) => [body.type, body.data.key, body.data.count])).toEqual([
    ['alert.raised', `breaker:${CRM}`, 1],
    ['alert.cleared', `breaker:${CRM}`, 2],
  ]);
  const [{ body }] = receiver.hooks as [HookReceiver['hooks'][number]];
  expect(body.data).toMatchObject({ rule: 'breaker', subject: CRM, summary: expect.stringContaining('(connection refused)') });
  const [mail, over] = mailbox.mails;
  expect(mail!.subject).toBe(`[open311-bridge] raised: breaker ${CRM}`);
  expect(mail!.text).toContain(`${body.data.summary}\n\n${body.data.remedy}`);
  expect([mail!.to].flat().map((each) => each?.text)).toEqual(['it@town.example, desk@town.example']);
  expect(over!.subject).toBe(`[open311-bridge] cleared: breaker ${CRM}`);
});

it('a mail server that is away loses nothing: the mail comes when it is back, once and in order', async () => {
  await mailbox.close();
  await breaks();
  aWatch().onApplicationBootstrap();
  await until(async () => receiver.hooks.length === 1 && (await pending())[0]?.attempts === 1);
  await recovers();
  await until(() => receiver.hooks.length === 2);
  await until(async () => (await pending()).length === 2);
  expect(await pending()).toEqual([
    { channel: 'email', attempts: 1, last_error: expect.stringContaining('ECONNREFUSED') },
    { channel: 'email', attempts: 0, last_error: null },
  ]);

  await mailbox.open();
  await laterOn();
  await until(async () => (await pending()).length === 0);
  expect(mailbox.mails.map(({ subject }) => subject)).toEqual([
    `[open311-bridge] raised: breaker ${CRM}`,
    `[open311-bridge] cleared: breaker ${CRM}`,
  ]);
});

it('of two processes one tells; the other takes over when it stops', async () => {
  await breaks();
  receiver.hang();
  const counting = new CountingStore(store.database);
  const [one, other] = [aWatch(), aWatch({}, undefined, undefined, counting)];
  one.onApplicationBootstrap();
  await until(() => receiver.hooks.length === 1 && mailbox.mails.length === 1);
  other.onApplicationBootstrap();
  await until(() => counting.refused >= 3);
  receiver.goOn();
  const first = await owner();
  await one.beforeApplicationShutdown();
  await until(async () => ![undefined, first].includes(await owner()));
  await recovers();
  await until(() => receiver.hooks.length === 2 && mailbox.mails.length === 2);
  expect(receiver.hooks.map(({ body }) => body.type)).toEqual(['alert.raised', 'alert.cleared']);
});

it('a receiver that refuses the signature leaves the message waiting, with the reason', async () => {
  await breaks();
  const wrong = await new HookReceiver(`whsec_${Buffer.alloc(32, 'b').toString('base64')}`).open();
  aWatch({ email: undefined, webhooks: [{ url: wrong.url, secret: SECRET }] }).onApplicationBootstrap();
  await until(async () => (await pending())[0]?.attempts === 1);
  wrong.close();
  expect(await pending()).toMatchObject([{ last_error: 'the receiver answered 401' }]);
});

it('a message is given up when its channel is gone from the settings, or was away for a week', async () => {
  await mailbox.close();
  await sql`insert into bridge.alert_message (id, alert_key, channel, body, created_at) values
    ('m1', 'a', 'webhook gone.example 1234', '{}', now()),
    ('m2', 'b', 'email', '{"type": "alert.raised", "data": {}}', now() - interval '8 days'),
    ('m3', 'c', 'email', '{"type": "alert.raised", "data": {}}', now() - interval '6 days')`.execute(store.database);
  aWatch().onApplicationBootstrap();
  await until(async () => (await pending())[0]?.attempts === 1 && (await pending()).length === 1);
  const { rows } = await sql`select id, last_error from bridge.alert_message where state = 'given up' order by id`.execute(
    store.database,
  );
  expect(rows).toEqual([
    { id: 'm1', last_error: 'its channel is not configured any more' },
    { id: 'm2', last_error: expect.stringContaining('ECONNREFUSED') },
  ]);
});

it('without any channel an alert is logged as an error, with what to do', async () => {
  const lines: string[] = [];
  const log = Log.at('info', { write: (line: string) => void lines.push(line) });
  await breaks();
  aWatch({ email: undefined, webhooks: [] }, undefined, log).onApplicationBootstrap();
  await until(() => lines.length === 1);
  await recovers();
  await until(() => lines.length === 2);
  const [raised, cleared] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(raised).toMatchObject({ level: 50, event: 'alert.raised', key: `breaker:${CRM}`, remedy: expect.any(String) });
  expect(cleared).toMatchObject({ level: 30, event: 'alert.cleared' });
});

it('updates that were given up for a subscriber are told of with their number, until somebody settles them', async () => {
  await givesUp('U-1', 'U-2');
  aWatch().onApplicationBootstrap();
  await until(() => receiver.hooks.length === 1);
  expect(receiver.hooks[0]!.body.data).toMatchObject({ key: `pushes:${APP}`, subject: APP, value: 2 });
  expect(await new GivenUpPushesStore(store.database).dismiss(APP, undefined, 'ann')).toBe(2);
  await until(() => receiver.hooks.length === 2);
  expect(receiver.hooks[1]!.body).toMatchObject({ type: 'alert.cleared', data: { key: `pushes:${APP}` } });
});

it('a certificate of a CRM is told of before it expires', async () => {
  const server = createServer({ key: PRIVATE_KEY, cert: CERTIFICATE });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  aWatch({}, `https://127.0.0.1:${port}/FL`).onApplicationBootstrap();
  const [{ body }] = await until(() => receiver.hooks.length === 1 && (receiver.hooks as [HookReceiver['hooks'][number]]));
  await new Promise((resolve) => server.close(resolve));
  expect(body.data).toMatchObject({ key: `certificate:127.0.0.1:${port}`, summary: expect.stringContaining(EXPIRES) });
});
