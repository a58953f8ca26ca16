import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import { adapterCatalogue } from '../../src/connections/adapter-catalogue.js';
import { City } from '../support/city.js';
import { until } from '../support/deployment.js';
import { SEARCHABLE_REST } from '../support/searchable-rest.js';

const CALM = { backoffMinMs: 50, backoffMaxMs: 200, settleMs: 50, callTimeoutMs: 2000, breakerFailures: 1 };
const PROBES = { breakerPauseMinMs: 100, breakerPauseMaxMs: 200 };

const rest = (emulator: Emulator, delivery: object = {}) => ({
  type: 'rest',
  settings: {
    ...emulator.settings,
    ...SEARCHABLE_REST,
  },
  delivery: { ...CALM, ...PROBES, ...delivery },
});
const mail = (emulator: Emulator) => ({
  type: 'email',
  settings: { ...emulator.settings, from: 'a@example.org', to: 'b@example.org' },
});

let crm: Emulator;
let other: Emulator;
let mailbox: Emulator;
let city: City | undefined;
beforeEach(async () => {
  crm = await adapterCatalogue.startEmulator('rest', {});
  other = await adapterCatalogue.startEmulator('rest', {});
  mailbox = await adapterCatalogue.startEmulator('email', {});
});
afterEach(async () => {
  await city?.stop();
  await Promise.all([crm, other, mailbox].map((each) => each.close()));
});

const casesIn = async ({ controlUrl }: Emulator) =>
  ((await (await fetch(`${controlUrl}/control/cases.json`)).json()) as { cases: { ref: string }[] }).cases;
const order = ({ controlUrl }: Emulator, command: string) => fetch(`${controlUrl}/control/${command}`, { method: 'POST' });
const settled = (states: readonly string[]) => states.every((state) => state === 'delivered');

it('sends one mail for each report of an outage, and makes one case of each once the CRM is back, which it asks first', async () => {
  const connections = { crm: rest(crm, { fallback: { to: 'mailbox', breakerOpenMinutes: 0 } }), mailbox: mail(mailbox) };
  city = await City.start(connections, [{ to: 'crm' }]);
  await order(crm, 'misbehave?mode=refuse');
  for (let n = 0; n < 3; n++) await city.file();
  await until(
    () => casesIn(mailbox),
    ({ length }) => length >= 3,
  );
  expect(await city.breaker('crm')).toBe('open');
  await order(crm, 'behave');
  await until(() => city!.states('crm'), settled);
  expect(await city.states('mailbox')).toEqual(['delivered', 'delivered', 'delivered']);
  expect([(await casesIn(crm)).length, (await casesIn(mailbox)).length]).toEqual([3, 3]);
  const { rows } = await sql<{ methods: string[] }>`
    select array(select e->>'method' from jsonb_array_elements(a.exchanges) e) as methods
    from bridge.attempt a join bridge.delivery d on d.id = a.delivery_id
    where d.connection like '%/crm' and a.outcome = 'delivered'`.execute(city.bridge.store.database);
  expect(rows.map(({ methods }) => methods)).toEqual(Array.from({ length: 3 }, () => ['GET', 'POST']));
  await until(
    () => city!.breaker('crm'),
    (state) => state === 'closed',
  );
});

it('does not let a CRM that hangs keep another one waiting', async () => {
  const slow = { callTimeoutMs: 30_000, callsAtOnce: 2, breakerFailures: 100 };
  city = await City.start({ hanging: rest(crm, slow), well: rest(other) }, [{ to: 'hanging' }, { to: 'well' }]);
  await order(crm, 'misbehave?mode=hang');
  for (let n = 0; n < 20; n++) await city.file();
  await until(() => city!.states('well'), settled);
  expect((await city.states('hanging')).filter((state) => state === 'delivered')).toEqual([]);
  expect((await city.states('hanging')).filter((state) => state === 'sending')).toHaveLength(2);
});

it('sends nothing during maintenance, and all of it afterwards', async () => {
  const now = Date.now();
  const maintenance = [{ from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 5_000).toISOString() }];
  city = await City.start({ crm: rest(crm, { maintenance }) }, [{ to: 'crm' }]);
  await city.file();
  await city.file();
  await until(() => city!.states('crm'), settled);
  const { rows } = await sql<{ started_at: Date }>`select started_at from bridge.attempt`.execute(city.bridge.store.database);
  expect(rows.map(({ started_at }) => started_at.getTime() >= now + 5_000)).toEqual([true, true]);
});

it('drains what waited at the pace that is set, oldest first', async () => {
  city = await City.start({ crm: rest(crm, { callsPerSecond: 20 }) }, [{ to: 'crm' }]);
  await sql`update bridge.connection_gate set paused_at = now()`.execute(city.bridge.store.database);
  const ids: string[] = [];
  for (let n = 0; n < 30; n++) ids.push(await city.file());
  await sql`update bridge.connection_gate set paused_at = null`.execute(city.bridge.store.database);
  await until(() => city!.states('crm'), settled);
  const { rows } = await sql<{ public_id: string; started_at: Date }>`
    select r.public_id, a.started_at from bridge.attempt a join bridge.delivery d on d.id = a.delivery_id
    join bridge.service_request r on r.id = d.request_id order by a.ended_at`.execute(city.bridge.store.database);
  const firstHalf = rows.slice(0, 15).map(({ public_id }) => public_id);
  expect(firstHalf.filter((id) => ids.indexOf(id) > 20)).toEqual([]);
  const starts = rows.map(({ started_at }) => started_at.getTime());
  expect(Math.max(...starts) - Math.min(...starts)).toBeGreaterThan(29 * 50 - 200);
});

it('cuts off what is still in hand at the end of its time to stop, and the next process looks what came of it', async () => {
  city = await City.start({ crm: rest(crm, { callTimeoutMs: 5_000 }) }, [{ to: 'crm' }]);
  await order(crm, 'misbehave?mode=hang&when=after&op=createCase&count=1');
  await city.file();
  await until(
    () => casesIn(crm),
    ({ length }) => length === 1,
  );
  await city.restart();
  await until(() => city!.states('crm'), settled);
  expect(await casesIn(crm)).toHaveLength(1);
  const { rows } = await sql<{ outcome: string }>`select outcome from bridge.attempt order by number`.execute(
    city.bridge.store.database,
  );
  expect(rows.map(({ outcome }) => outcome)).toEqual(['handed back', 'adopted']);
});

it('makes no second case when a CRM finishes the first one after the bridge was told to stop', async () => {
  city = await City.start({ crm: rest(crm, { callTimeoutMs: 5000 }) }, [{ to: 'crm' }]);
  await order(crm, 'misbehave?mode=slow&when=before&delayMs=4000&op=createCase&count=1');
  await city.file();
  const finished = sleep(4500);
  await until(
    () => city!.states('crm'),
    (states) => states.join() === 'sending',
  );
  await city.restart();
  expect(await casesIn(crm)).toEqual([]);
  await until(() => city!.states('crm'), settled);
  await finished;
  expect(await casesIn(crm)).toHaveLength(1);
});
