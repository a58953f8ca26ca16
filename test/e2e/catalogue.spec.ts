import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlertStore } from '../../src/store/alert.store.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { CatalogueStore } from '../../src/store/catalogue/catalogue.store.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { Neighbour } from '../catalogue/neighbour.js';
import { freshDatabase } from '../support/databases.js';
import { RoleProcess } from '../support/role-process.js';
import { runBridge } from '../support/run-bridge.js';

const CRM = 'town.example/neighbour';
const SERVICES = ['TREE', 'BENCH', 'FOUNTAIN', 'SIGN'].map((code) => ({
  service_code: code,
  service_name: `The ${code.toLowerCase()}`,
  group: 'Parks',
  metadata: code === 'TREE' ? 'true' : 'false',
}));

let folder: string;
let database: Database;
let neighbour: Neighbour;
let env: Record<string, string>;
const cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-catalogue-'));
  const { url, drop } = await freshDatabase();
  database = openDatabase({ connectionString: url }, 2);
  neighbour = await Neighbour.start(SERVICES);
  cleanUp.push(
    () => neighbour.stop(),
    () => database.destroy(),
    drop,
  );
  mkdirSync(join(folder, 'jurisdictions'));
  // JSON is YAML.
  writeFileSync(join(folder, 'settings.yaml'), JSON.stringify({ alerts: { checkEveryMs: 200 } }));
  writeFileSync(join(folder, 'jurisdictions/town.yaml'), JSON.stringify(aTown(neighbour.url)));
  env = { BRIDGE_CONFIG: folder, BRIDGE_DATA: join(folder, 'data'), DATABASE_URL: url, REDIS_URL: '', PORT: '0' };
});
afterAll(async () => {
  for (const each of cleanUp) await each();
  rmSync(folder, { recursive: true });
});

/** Its route takes the service of the file only. */
function aTown(endpoint: string) {
  return {
    id: 'town.example',
    name: 'Town',
    timeZone: 'UTC',
    contact: 'it@town.example',
    keyService: 'Ask',
    services: [{ code: 'SIGN', name: 'Sign of the file' }],
    connections: {
      neighbour: { type: 'open311', settings: { endpoint }, sync: { servicesEveryHours: 24, pollEveryMs: 60_000 } },
    },
    routes: [{ to: 'neighbour', services: ['SIGN'] }],
  };
}

async function until<T>(look: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  for (let found = await look(); ; found = await look()) {
    if (isSo(found)) return found;
    await sleep(50);
  }
}

it('what a CRM tells of its services is public in every process once it is approved, and a short list takes nothing away', async () => {
  const [one, other] = [await RoleProcess.start(env), await RoleProcess.start({ ...env, ROLES: 'intake' })];
  cleanUp.unshift(
    () => one.kill(),
    () => other.kill(),
  );
  const get = async <T>(bridge: RoleProcess, path: string) => (await fetch(`${bridge.url}/open311/${path}`)).json() as Promise<T>;
  const names = async (bridge: RoleProcess) =>
    (await get<{ service_name: string }[]>(bridge, 'v2/services.json')).map((each) => each.service_name);
  const changeset = async () => (await get<{ changeset: string }>(one, 'discovery.json')).changeset;
  const catalogue = new CatalogueStore(database);

  // Fetched by itself, and staged only.
  const staged = await until(
    () => catalogue.compare(CRM, 0.8),
    (found) => found !== undefined,
  );
  expect(staged!.difference.added.map(({ code }) => code)).toEqual(['TREE', 'BENCH', 'FOUNTAIN', 'SIGN']);
  const before = await changeset();
  expect(await names(other)).toEqual(['Sign of the file']);

  const approved = await runBridge(['catalogue', 'approve', CRM, '--as', 'anna'], env);
  expect(approved.output).toMatch(/approved: 4 added, 0 changed, 0 removed/);
  const all = ['Sign of the file', 'The tree', 'The bench', 'The fountain'];
  for (const bridge of [one, other])
    await until(
      () => names(bridge),
      (found) => found.length === all.length,
    );
  expect(await names(other)).toEqual(all);
  expect(Date.parse(await changeset())).toBeGreaterThan(Date.parse(before));
  expect(await get(other, 'v2/services/TREE.json')).toMatchObject({ attributes: [{ code: 'HEIGHT', datatype: 'number' }] });

  const { key } = await new ApiClientStore(database).create('an app');
  const body = new URLSearchParams({ api_key: key, service_code: 'TREE', lat: '1', long: '1', description: 'A tree' });
  expect((await fetch(`${other.url}/open311/v2/requests.json`, { method: 'POST', body })).status).toBe(200);
  await until(
    () => Promise.resolve(neighbour.filed),
    (filed) => filed.includes('TREE'),
  );

  const csv = join(folder, 'history.csv');
  writeFileSync(csv, 'service_request_id,requested_datetime,status,service_code\nold-1,2020-01-01T12:00:00Z,closed,FOUNTAIN\n');
  const imported = await runBridge(['import', '--csv', csv, '--unknown-service', 'refuse'], env);
  expect(imported.output).toMatch(/1 new, .* 0 refused/);

  await catalogue.pin(CRM, 'BENCH', 'name', 'A seat', 'anna');
  neighbour.services = SERVICES.slice(0, 1);
  const short = await runBridge(['catalogue', 'fetch', CRM, '--as', 'anna'], env);
  expect([short.code, short.output]).toEqual([1, expect.stringMatching(/- BENCH[^]*SHORT/)]);
  const raised = () => new AlertStore(database).raised();
  const alerts = await until(raised, (found) => found.some(({ rule }) => rule === 'catalogue'));
  expect(alerts.find(({ rule }) => rule === 'catalogue')!.text).toMatch(/only 1 services came where 4 were known before/);
  expect(await catalogue.approve(CRM, { by: 'anna', leastShare: 0.8 })).toMatchObject({ removed: 0 });
  const kept = ['Sign of the file', 'The tree', 'A seat', 'The fountain'];
  for (const bridge of [one, other])
    expect(
      (
        await until(
          () => names(bridge),
          (found) => found.includes('A seat'),
        )
      ).toSorted(),
    ).toEqual(kept.toSorted());

  const history = await runBridge(['catalogue', 'history', CRM], env);
  expect(history.output).toMatch(
    /anna {2}approve list \d+: \+TREE \+BENCH \+FOUNTAIN \+SIGN\n.*anna {2}pin .*BENCH.*\n.*anna {2}approve/,
  );
}, 240_000);
