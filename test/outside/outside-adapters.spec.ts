import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BesideBridge } from '../support/beside-bridge.js';
import { freshDatabase } from '../support/databases.js';
import { until } from '../support/deployment.js';

interface Sandbox {
  readonly api: string;
  readonly key: string;
  readonly emulators: Readonly<Record<string, string>>;
}

let beside: BesideBridge;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let bridge: ChildProcess | undefined;

beforeAll(async () => {
  database = await freshDatabase();
  beside = new BesideBridge();
  await beside.install('acme-crm');
  beside.copyFolder('desk', 'adapters/desk');
  beside.configure(['acme-crm', '../adapters/desk'], {
    acme: { type: 'acme', emulator: true, settings: { queues: [{ service: 'TREE', queue: 'Q7' }], desk: {} } },
    desk: { type: 'desk', emulator: true, settings: { drawer: 3 } },
  });
});
afterAll(async () => {
  beside.remove();
  await database.drop();
});
afterEach(async () => {
  if (!bridge || bridge.exitCode !== null || bridge.signalCode !== null) return;
  const gone = new Promise((resolve) => bridge!.once('exit', resolve));
  bridge.kill('SIGTERM');
  await gone;
});

const environment = () => {
  const { REDIS_URL: _redis, NODE_OPTIONS: _options, ...clean } = process.env;
  const own = {
    BRIDGE_CONFIG: join(beside.path, 'config'),
    BRIDGE_DATA: join(beside.path, 'data'),
    DATABASE_URL: database.url,
    PORT: '0',
    LOG_LEVEL: 'error',
  };
  return { ...clean, ...own };
};

/** In a folder where nothing is installed, so that only the configuration's place counts. */
function bridgeSays(...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [beside.program, ...args], {
    env: environment(),
    cwd: '/',
    encoding: 'utf8',
  });
  return stdout + stderr;
}

async function start(): Promise<Sandbox> {
  bridge = spawn(process.execPath, [beside.program, 'start'], {
    env: environment(),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [bridge.stdout!, bridge.stderr!]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await until(
    () => printed.includes('Close its case') || bridge!.exitCode !== null,
    (over) => over,
  );
  const file = join(beside.path, 'data/sandbox.json');
  if (!existsSync(file)) throw new Error(`the bridge did not start:\n${printed}`);
  return JSON.parse(readFileSync(file, 'utf8')) as Sandbox;
}

async function casesOf(emulator: string): Promise<readonly { ref: string; fields: object }[]> {
  const answer = await fetch(`${emulator}/control/cases.json`);
  return ((await answer.json()) as { cases: { ref: string; fields: object }[] }).cases;
}

it('a report arrives in the CRMs of a packed adapter installed beside the bridge, and of one in a plain folder', async () => {
  const { api, key, emulators } = await start();
  const fields = { api_key: key, service_code: 'TREE', lat: '51.5', long: '-0.1', description: 'A branch is down' };
  const answer = await fetch(`${api}/requests.json`, { method: 'POST', body: new URLSearchParams(fields) });
  const [{ service_request_id: id }] = (await answer.json()) as [{ service_request_id: string }];
  await until(
    () => Promise.all(Object.values(emulators).map(casesOf)),
    (ledgers) => ledgers.every(({ length }) => length === 1),
  );
  expect((await casesOf(emulators['oakville/acme']!))[0]).toMatchObject({
    ref: 'ACME-1',
    fields: { ours: id, subject: `Tree (${id})`, text: 'A branch is down', queue: 'Q7' },
  });
  expect((await casesOf(emulators['oakville/desk']!))[0]).toMatchObject({ ref: 'DESK-1', fields: { ours: id, drawer: 3 } });
});

it('their settings are in the schema for editors, which goes beside the configuration', () => {
  bridgeSays('config-schema');
  const schema = JSON.parse(readFileSync(join(beside.path, 'config/schema/jurisdiction.schema.json'), 'utf8')) as {
    definitions: Record<string, { properties: Record<string, object> }>;
  };
  expect(schema.definitions.ConnectionShape!.properties.type).toMatchObject({
    enum: expect.arrayContaining(['acme', 'desk', 'rest']) as string[],
  });
  expect(schema.definitions.AcmeQueue!.properties.queue).toMatchObject({ description: 'The queue that its cases go to.' });
  expect(schema.definitions.DeskSettings!.properties.url).toMatchObject({ description: 'Address of the desk.' });
});

it('their settings are checked as those of our own, the nested ones too', () => {
  beside.configure(['acme-crm'], {
    acme: { type: 'acme', settings: { url: 'http://acme/', token: 't', queues: [{ service: 'TREE', queue: '7' }], desks: 1 } },
  });
  const said = bridgeSays('check-config');
  expect(said).toContain('settings.queues[0].queue: must match');
  expect(said).toContain('settings.desks: is not a known key (did you mean `desk`?)');
});
