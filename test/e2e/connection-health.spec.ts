import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import { adapterCatalogue } from '../../src/connections/adapter-catalogue.js';
import { ConnectionOverviewStore } from '../../src/store/connection-overview.store.js';
import { GateStore } from '../../src/store/gate.store.js';
import { City } from '../support/city.js';
import { until } from '../support/deployment.js';

const CRM = 'riverton.example/crm';
const POLL_MS = 100;

let crm: Emulator;
let city: City;
beforeAll(async () => {
  crm = await adapterCatalogue.startEmulator('rest', {});
  const settings = {
    ...crm.settings,
    check: { path: '/me' },
    create: { path: '/cases', body: '{ "reference": request.id, "subject": request.serviceName }', caseRef: 'body.case.id' },
    changes: { path: '/cases', query: { changedSince: '{{ from }}' }, list: 'body.cases', caseRef: 'id', status: 'state' },
  };
  const sync = { pollEveryMs: POLL_MS, overlapMs: 1000 };
  await order('misbehave?mode=auth&op=listChanges');
  await order('misbehave?mode=auth&op=me');
  city = await City.start({ crm: { type: 'rest', settings, sync } }, [{ to: 'crm' }]);
});
afterAll(async () => {
  await city?.stop();
  await crm.close();
});

const order = (command: string) => fetch(`${crm.controlUrl}/control/${command}`, { method: 'POST' });
const calls = async () =>
  ((await (await fetch(`${crm.controlUrl}/control/calls.json`)).json()) as Record<string, number>)['listChanges'] ?? 0;
const standing = async () =>
  (await new ConnectionOverviewStore(city.bridge.store.database).list([])).find(({ connection }) => connection === CRM)!;
const lastPause = async () =>
  (await city.bridge.store.database.selectFrom('sync_cursor').select('last_pause_ms').executeTakeFirst())?.last_pause_ms ?? 0;
const warnings = async () => ((await (await fetch(`${city.bridge.url}/health/ready`)).json()) as { warnings: string[] }).warnings;

it('a connection is checked at start, and what was found is told', async () => {
  await until(standing, ({ checkKind }) => checkKind === 'misconfigured');
  expect(await standing()).toMatchObject({
    breaker: 'closed',
    checkText: expect.stringMatching(/401/),
    checkedAt: expect.any(Date),
  });
  expect(await warnings()).toContainEqual(expect.stringMatching(/^the check of connection riverton\.example\/crm failed at 2/));
  await new GateStore(city.bridge.store.database).checked(CRM);
});

describe('a CRM that refuses to tell what changed', () => {
  it('is asked ever more seldom, so that no account is locked', async () => {
    await until(lastPause, (pauseMs) => pauseMs > 8 * POLL_MS);
    // Each pause is at least twice the one before it.
    expect(await calls()).toBeLessThanOrEqual(5);
  });

  it('is told of where an operator looks, while reports go on to be sent', async () => {
    expect(await standing()).toMatchObject({
      breaker: 'closed',
      refusedSince: expect.any(Date),
      refusal: expect.stringMatching(/401/),
    });
    expect(await warnings()).toEqual([
      expect.stringMatching(/^connection riverton\.example\/crm refuses to tell what changed since 2/),
    ]);
    await city.file();
    await until(
      () => city.states('crm'),
      (states) => states[0] === 'delivered',
    );
  });

  it('is asked at once when an operator says that it is put right, and nothing is left of it once it answers', async () => {
    await order('behave');
    const before = await calls();
    const resumed = await new ConnectionOverviewStore(city.bridge.store.database).resume(CRM, 'Ada');
    expect(resumed).toEqual({ wasPaused: false, wasOpen: false, wasRefusing: true });
    await until(calls, (count) => count > before + 2);
    expect(await standing()).toMatchObject({ refusedSince: null, refusal: null });
    expect(await warnings()).toEqual([]);
  });
});
