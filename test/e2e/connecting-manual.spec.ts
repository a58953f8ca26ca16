import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { EmulatorControl } from '../../src/adapter-kit/emulator/emulator-control.js';
import { adapterCatalogue } from '../../src/connections/adapter-catalogue.js';
import { ConfigFolder, packageRoot } from '../support/configuration.js';
import { until } from '../support/deployment.js';
import { prepareDataFolder } from '../support/embedded-template.js';
import { RoleProcess } from '../support/role-process.js';

interface PublicRequest {
  readonly service_request_id: string;
  readonly status: string;
}

/** What an operator sets, and the stand-ins then know better. */
const SECRETS = {
  TICKETS_KEY: 'not-used-here-1',
  HIGHWAYS_USER: 'not-used-here-2',
  HIGHWAYS_PASSWORD: 'not-used-here-3',
  LAGAN_PASSWORD: 'not-used-here-4',
  COUNTY_KEY: 'not-used-here-5',
};
const CITY = {
  id: 'oakville',
  name: 'Oakville',
  timeZone: 'Europe/London',
  contact: 'it@oakville.example',
  keyService: 'it@oakville.example',
};
const manual = readFileSync(join(packageRoot, 'docs/connecting-a-crm.md'), 'utf8');
const blocks = [...manual.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
const connections = Object.assign({}, ...blocks.map((block) => (parse(block) as { connections: object }).connections)) as Record<
  string,
  Record<string, unknown>
>;
const names = Object.keys(connections);
/** Adapters whose cases can be closed, and that hear of it. */
const hearing = names.filter((name) => connections[name]!.statusRules !== undefined);

it('has an example for each adapter that comes with the bridge', () => {
  const types = Object.values(connections).map(({ type }) => String(type));
  expect(types.sort()).toEqual(['email', 'lagan', 'open311', 'rest', 'soap']);
});

it.each(blocks.map((block) => [Object.keys((parse(block) as { connections: object }).connections)[0], block]))(
  'the example %s is one that check-config has nothing to say against, as it stands',
  async (name, block) => {
    const folder = new ConfigFolder();
    try {
      const city = { ...CITY, services: [{ code: 'TREE', name: 'Tree' }], routes: [{ to: name }] };
      folder.city(stringify(city) + block);
      expect(await folder.mistakes(SECRETS, { adapters: adapterCatalogue })).toEqual([]);
    } finally {
      folder.remove();
    }
  },
);

describe('a city with all of the worked examples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-connecting-'));
  let bridge: RoleProcess | undefined;
  let sandbox: { readonly api: string; readonly key: string; readonly emulators: Readonly<Record<string, string>> };

  beforeAll(async () => {
    const quick = { delivery: { backoffMinMs: 100, backoffMaxMs: 500 }, sync: { pollEveryMs: 300, overlapMs: 5000 } };
    const city = {
      ...CITY,
      services: names.map((code) => ({ code, name: code })),
      routes: names.map((name) => ({ to: name, services: [name] })),
      connections: Object.fromEntries(names.map((name) => [name, { ...connections[name], ...quick }])),
    };
    mkdirSync(join(folder, 'config/jurisdictions'), { recursive: true });
    writeFileSync(join(folder, 'config/jurisdictions/oakville.yaml'), JSON.stringify(city));
    const data = join(folder, 'data');
    await prepareDataFolder(data);
    bridge = await RoleProcess.start({
      BRIDGE_CONFIG: join(folder, 'config'),
      BRIDGE_DATA: data,
      PORT: '0',
      LOG_LEVEL: 'error',
      ...SECRETS,
    });
    await until(
      () => bridge!.lines.join('\n'),
      (printed) => printed.includes('Close its case'),
    );
    sandbox = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8')) as typeof sandbox;
  }, 120_000);
  afterAll(async () => {
    await bridge?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const crm = (name: string) => new EmulatorControl(sandbox.emulators[`oakville/${name}`]!);
  const read = async (id: string): Promise<PublicRequest> =>
    ((await (await fetch(`${sandbox.api}/requests/${id}.json`)).json()) as [PublicRequest])[0];

  it.each(names.map((name) => [name]))('brings a report to %s, and hears of its closure where the CRM tells', async (name) => {
    const form = { api_key: sandbox.key, service_code: name, lat: '51.5', long: '-0.1', description: 'Beside the bus stop' };
    const answer = await fetch(`${sandbox.api}/requests.json`, { method: 'POST', body: new URLSearchParams(form) });
    const [{ service_request_id: id }] = (await answer.json()) as [PublicRequest];
    const holds = async () => (await crm(name).cases()).filter((each) => JSON.stringify(each.fields).includes(id));
    const { ref } = (await until(holds, (found) => found.length > 0))[0]!;
    if (!hearing.includes(name)) return;
    await crm(name).close(ref, 'Repaired on Monday');
    await until(
      () => read(id),
      ({ status }) => status === 'closed',
    );
  });
});
