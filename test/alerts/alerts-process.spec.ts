import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { RequestStore } from '../../src/store/request.store.js';
import { HookReceiver, Mailbox, until } from '../support/alert-receivers.js';
import { freshDatabase } from '../support/databases.js';
import { runBridge } from '../support/run-bridge.js';
import { aReport } from '../support/stores.js';

const SECRET = `whsec_${Buffer.alloc(32, 'a').toString('base64')}`;
const CRM = 'riverton.example/crm';
const CITY = `
id: riverton.example
name: Riverton
timeZone: UTC
contact: it@example.org
keyService: it@example.org
services: [{ code: POTHOLE, name: Pothole }]
connections:
  crm:
    type: lagan
    settings: { endpoint: 'http://127.0.0.1:9/FL', username: tests, password: tests, defaultCase: { eventCode: 1 } }
routes: [{ to: crm }]
`;

let url: string;
let drop: () => Promise<void>;
let database: Database;
let folder: string;
let receiver: HookReceiver;
let mailbox: Mailbox;
const children: ChildProcess[] = [];

beforeAll(async () => {
  ({ url, drop } = await freshDatabase());
  database = openDatabase({ connectionString: url }, 2);
  await migrate(database);
  [receiver, mailbox] = await Promise.all([new HookReceiver(SECRET).open(), new Mailbox().open()]);
  folder = mkdtempSync(join(tmpdir(), 'bridge-alerts-'));
  mkdirSync(join(folder, 'jurisdictions'));
  writeFileSync(join(folder, 'jurisdictions/riverton.yaml'), CITY);
  channels('');
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  receiver.close();
  await Promise.all([mailbox.close(), database.destroy()]);
  await drop();
  rmSync(folder, { recursive: true, force: true });
});

function channels(more: string): void {
  const webhook = `webhooks: [{ url: ${JSON.stringify(receiver.url)}, secret: '\${HOOK_SECRET}' }]`;
  writeFileSync(join(folder, 'settings.yaml'), `alerts:\n  checkEveryMs: 200\n  ${webhook}\n${more}`);
}

const env = () => ({ BRIDGE_CONFIG: folder, DATABASE_URL: url, REDIS_URL: '', HOOK_SECRET: SECRET });

function start(): ChildProcess {
  const child = spawn(process.execPath, ['bin/open311-bridge.js', 'start'], {
    env: { ...process.env, ...env(), BRIDGE_DATA: join(folder, 'data'), ROLES: 'delivery', PORT: '0', LOG_LEVEL: 'silent' },
    stdio: 'ignore',
  });
  children.push(child);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
}

async function aDeadLetter(): Promise<void> {
  const { client } = await new ApiClientStore(database).create('an app');
  await new RequestStore(database).accept(aReport(client.id));
  await sql`update bridge.delivery set state = 'dead', settled_at = now()`.execute(database);
}

it('a process killed between the change of state and the answer to its message: the next one sends it again under the same id', async () => {
  await aDeadLetter();
  receiver.hang();
  const first = start();
  await until(() => receiver.hooks.length === 1);
  await killed(first);
  receiver.goOn();
  // As if the dead process's lease had run out.
  await sql`update bridge.alert_lease set held_until = now()`.execute(database);
  const second = start();
  const settled = () => sql`select 1 from bridge.alert_message where state = 'sent'`.execute(database);
  await until(async () => (await settled()).rows.length === 1);
  await killed(second);

  const [before, after, ...more] = receiver.hooks;
  expect(more).toEqual([]);
  expect(before!.body).toMatchObject({ type: 'alert.raised', data: { key: `dead-letters:${CRM}`, value: 1 } });
  expect(after).toMatchObject({ id: before!.id, body: before!.body });
  expect(before!.id).toMatch(/^msg_/);
});

it('`alerts list` shows what is raised, since when and what to do', async () => {
  const { code, output } = await runBridge(['alerts', 'list'], env());
  expect(output).toMatch(new RegExp(`^RAISED  dead-letters:${CRM}  since \\S+  told once\\n  1 delivery was given up`, 'm'));
  expect(output).toContain(`open311-bridge deliveries list --connection ${CRM} --state dead`);
  expect(code).toBe(0);
});

it('`alerts test` sends through every channel and says what came of it', async () => {
  const before = receiver.hooks.length;
  channels(`  email: { host: 127.0.0.1, port: ${mailbox.port}, startTls: never, from: b@town.example, to: [it@town.example] }\n`);
  const right = await runBridge(['alerts', 'test'], env());
  expect([right.code, right.output]).toEqual([0, expect.stringMatching(/^email: sent\nwebhook 127\.0\.0\.1:\d+ \w+: sent$/m)]);
  expect(receiver.hooks.slice(before).map(({ body }) => body.type)).toEqual(['alert.test']);
  expect(mailbox.mails.map(({ subject }) => subject)).toEqual(['[open311-bridge] test: test alerts']);

  await mailbox.close();
  const wrong = await runBridge(['alerts', 'test'], env());
  expect([wrong.code, wrong.output]).toEqual([1, expect.stringMatching(/^email: failed: .*ECONNREFUSED/m)]);
  expect(wrong.output).toContain('1 of 2 channels did not take the message');
});
