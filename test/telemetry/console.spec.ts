import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../src/store/database.js';
import { freshDatabase } from '../support/databases.js';
import { IntakeProcess } from '../support/intake-process.js';
import { keyOn } from '../support/key-on.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { type Family, parseExposition, valueOf } from './exposition.js';

const TOKEN = 'scrape-me-if-you-can';
const CRM = { connection: 'riverton.example/crm' };
const PERSONAL = ['Ann', 'Archer', 'ann@example.org', 'rats behind'];
const REPORT = {
  service_code: 'RODENTS',
  address_string: '1 Elm Street',
  first_name: 'Ann',
  last_name: 'Archer',
  email: 'ann@example.org',
  description: 'rats behind the house',
};

let redis: TestRedis;
let database: Database;
let bridge: IntakeProcess;
let url: string;
let key: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  const fresh = await freshDatabase();
  ({ drop } = fresh);
  redis = await startRedis();
  key = await keyOn(fresh.url);
  database = openDatabase({ connectionString: fresh.url }, 1);
  const settings = `telemetry: { metrics: { token: ${TOKEN} } }`;
  ({ bridge, url } = await IntakeProcess.on(fresh.url, { settings, env: { REDIS_URL: redis.url } }));
}, 120_000);
afterAll(async () => {
  await bridge.stop();
  await database.destroy();
  await redis.stop();
  await drop();
});

const scrape = (token = TOKEN) => fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
const metrics = async (): Promise<Map<string, Family>> => parseExposition(await (await scrape()).text());

async function readiness() {
  const response = await fetch(`${url}/health/ready`);
  return { code: response.status, ...((await response.json()) as { status: string; problems: string[]; warnings: string[] }) };
}

/** Figures of the store are a few seconds old. */
async function until(name: string, labels: Record<string, string>, value: number): Promise<Map<string, Family>> {
  for (let tries = 0; tries < 150; tries++) {
    const all = await metrics();
    if (valueOf(all, name, labels) === value) return all;
    await sleep(200);
  }
  throw new Error(`${name} never became ${value}`);
}

it('is ready, and says that nothing is wrong', async () => {
  expect(await readiness()).toEqual({ code: 200, status: 'ok', problems: [], warnings: [] });
});

it('metrics are not for whoever does not have the token', async () => {
  for (const token of ['', 'wrong', `${TOKEN}x`]) {
    const response = await scrape(token);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="metrics"']);
    expect(await response.text()).not.toContain('open311_bridge');
  }
});

it("metrics are in Prometheus' text format, with its conventions, and hold nothing personal", async () => {
  const body = new URLSearchParams({ api_key: key, ...REPORT });
  expect((await fetch(`${url}/open311/v2/requests.json`, { method: 'POST', body })).status).toBe(200);
  const all = await until('open311_bridge_deliveries_waiting', CRM, 1);
  const response = await scrape();
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  for (const word of [...PERSONAL, key]) expect(text).not.toContain(word);

  const ours = [...all].filter(([name]) => name.startsWith('open311_bridge_'));
  for (const [name, { type, help }] of ours) {
    expect([name, help]).toEqual([name, expect.stringMatching(/\S/)]);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  }
  expect(all.has('process_resident_memory_bytes')).toBe(true);
  const city = { jurisdiction: 'riverton.example', service_type: 'realtime' };
  expect(valueOf(all, 'open311_bridge_requests_accepted_total', city)).toBe(1);
  expect(valueOf(all, 'open311_bridge_deliveries_due', CRM)).toBe(1);
  expect(valueOf(all, 'open311_bridge_store_up')).toBe(1);
  expect(valueOf(all, 'open311_bridge_queue_up')).toBe(1);
});

it('a connection that is held is told with its reason and since when, and the process stays ready', async () => {
  await sql`insert into bridge.connection_gate (connection, breaker, reason_kind, reason_text, opened_at)
    values (${CRM.connection}, 'open', 'misconfigured', 'wrong password', '2026-03-01T08:00:00Z')
    on conflict (connection) do update set breaker = excluded.breaker, reason_kind = excluded.reason_kind,
      reason_text = excluded.reason_text, opened_at = excluded.opened_at`.execute(database);
  expect(await readiness()).toEqual({
    code: 200,
    status: 'ok',
    problems: [],
    warnings: [
      'connection riverton.example/crm is held since 2026-03-01T08:00:00.000Z until an operator acts (misconfigured: wrong password)',
    ],
  });
  await until('open311_bridge_breaker_state', CRM, 2);
  await sql`update bridge.connection_gate set breaker = 'closed', paused_at = '2026-03-02T08:00:00Z'`.execute(database);
  expect((await readiness()).warnings).toEqual([
    'connection riverton.example/crm is paused by an operator since 2026-03-02T08:00:00.000Z',
  ]);
  await sql`update bridge.connection_gate set paused_at = null`.execute(database);
});

it('a database that lacks migrations is told, and the process is not ready', async () => {
  await sql`delete from bridge.migration where name = '0009-traces'`.execute(database);
  expect(await readiness()).toEqual({
    code: 503,
    status: 'not ready',
    problems: ['the database lacks migrations: run open311-bridge migrate (0009-traces)'],
    warnings: [],
  });
  await sql`insert into bridge.migration (name) values ('0009-traces')`.execute(database);
});

it('without the queue reports are still taken: the process is ready, and says what is slower', async () => {
  await redis.stop();
  expect(await readiness()).toMatchObject({
    code: 200,
    problems: [],
    warnings: ['the queue does not answer: reports are taken in, and deliveries go out at the pace of the sweeps'],
  });
  expect(valueOf(await metrics(), 'open311_bridge_queue_up')).toBe(0);
});

it('without the database it is not ready, and a scrape still gets what the process has', async () => {
  await database.destroy();
  await drop();
  drop = () => Promise.resolve();
  expect(await readiness()).toMatchObject({ code: 503, problems: ['the database does not answer'] });
  const all = await until('open311_bridge_store_up', {}, 0);
  expect(all.get('open311_bridge_deliveries_waiting')!.samples).toEqual([]);
  expect(valueOf(all, 'open311_bridge_requests_accepted_total', { jurisdiction: 'riverton.example' })).toBe(1);
  expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'ok' });
});
