import { resolve } from 'node:path';
import {
  cityWith,
  ConfigFolder,
  packageRoot,
  PaperCase,
  PaperForm,
  PaperSettings,
  RIGHT_CITY,
} from '../../test/support/configuration.js';
import { SettingsError } from './settings-error.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder().city(RIGHT_CITY);
});
afterEach(() => folder.remove());

const connectionOf = async (...args: Parameters<ConfigFolder['load']>) =>
  (await folder.load(...args)).jurisdictions[0]!.connections[0]!;

it('reads the area of a city out of a GeoJSON file beside it, and of a service as it stands', async () => {
  const ring = '[[0, 51], [1, 51], [1, 52], [0, 52], [0, 51]]';
  folder.write(
    'jurisdictions/oakville.geojson',
    `{ "type": "Feature", "geometry": { "type": "Polygon", "coordinates": [${ring}] } }`,
  );
  const [city] = (
    await folder
      .city(
        cityWith(
          ['name: Oakville', 'name: Oakville\narea: ${file:oakville.geojson}'],
          ['    name: Tree', `    name: Tree\n    area: { type: MultiPolygon, coordinates: [[${ring}]] }`],
        ),
      )
      .load()
  ).jurisdictions;
  for (const area of [city!.area!, city!.services[0]!.area!])
    expect([area.contains({ lat: 51.5, long: 0.5 }), area.contains({ lat: 0.5, long: 51.5 })]).toEqual([true, false]);
});

describe('what nobody set', () => {
  it('has the packaged defaults', async () => {
    const settings = await folder.load();
    expect(settings).toMatchObject({
      roles: ['intake', 'delivery', 'sync'],
      server: { host: '0.0.0.0', port: 8311, trustedProxies: [], endpointType: 'production' },
      store: { dataFolder: resolve('data') },
      queue: { prefix: 'open311' },
      log: { level: 'info' },
    });
    expect(settings.server.publicUrl).toBeUndefined();
    expect(settings.store.databaseUrl).toBeUndefined();
    expect(settings.queue.redisUrl).toBeUndefined();
  });

  it('asks for https where it is the address outside and a proxy tells it (HTTP-4)', async () => {
    const requireHttps = async (server: string) =>
      (await folder.write('settings.yaml', `server: ${server}`).load()).server.requireHttps;
    expect(await requireHttps('{ publicUrl: "https://311.example.gov", trustedProxies: [10.0.0.0/8] }')).toBe(true);
    expect(await requireHttps('{ publicUrl: "http://311.example.gov", trustedProxies: [10.0.0.0/8] }')).toBe(false);
    expect(await requireHttps('{ publicUrl: "https://311.example.gov" }')).toBe(false);
    expect(await requireHttps('{ publicUrl: "https://a.example", trustedProxies: [loopback], requireHttps: false }')).toBe(false);
  });

  it('has defaults in a city, its services, connections and routes', async () => {
    const [city] = (await folder.load()).jurisdictions;
    expect(city).toMatchObject({
      publicIdPattern: 'YY-NNNNNNNN',
      idempotencyAttributes: ['fixmystreet_id'],
      services: [{ code: 'TREE', description: '', type: 'realtime', keywords: [], groups: [], private: false, attributes: [] }],
      connections: [{ id: 'oakville/office', name: 'office', emulator: false, secrets: [], statusRules: [] }],
      routes: [{ to: 'office', role: 'required' }],
    });
  });
});

describe('settings.yaml', () => {
  it('overrides single keys and leaves the rest', async () => {
    folder.write('settings.yaml', 'server: { port: 9000 }\nlog: { level: warn }\n');
    expect(await folder.load()).toMatchObject({ server: { host: '0.0.0.0', port: 9000 }, log: { level: 'warn' } });
  });

  it.each(['', '# nothing yet\n', 'server:\n', 'server:\n  port:\n'])('may be %j, which changes nothing', async (text) => {
    folder.write('settings.yaml', text);
    expect((await folder.load()).server.port).toBe(8311);
  });
});

describe('the environment', () => {
  it('wins over the files', async () => {
    folder.write('settings.yaml', 'server: { port: 9000 }\nstore: { databaseUrl: postgres://other/ }\nroles: [intake]\n');
    const env = {
      PORT: '0',
      DATABASE_URL: 'postgresql://db/bridge',
      REDIS_URL: 'rediss://cache',
      ROLES: ' sync, delivery ,sync',
      LOG_LEVEL: 'error',
      BRIDGE_DATA: '/var/lib/bridge',
    };
    expect(await folder.load(env)).toMatchObject({
      roles: ['sync', 'delivery'],
      server: { port: 0 },
      store: { databaseUrl: 'postgresql://db/bridge', dataFolder: '/var/lib/bridge' },
      queue: { redisUrl: 'rediss://cache' },
      log: { level: 'error' },
    });
  });

  it('counts an empty variable as unset', async () => {
    const env = { PORT: '', DATABASE_URL: '', REDIS_URL: '', ROLES: '', LOG_LEVEL: '', BRIDGE_DATA: '' };
    expect(await folder.load(env)).toEqual(await folder.load());
  });

  it('without BRIDGE_CONFIG the packaged folder is read', async () => {
    const error: unknown = await folder.load({ BRIDGE_CONFIG: '' }, { packageRoot }).catch((reason: unknown) => reason);
    expect((error as Error).message).toContain('riverton.yaml');
  });
});

describe('a city', () => {
  it('is one file each, .yaml or .yml, in the order of their names', async () => {
    folder
      .city(cityWith(['id: oakville', 'id: ashford']), 'ashford.yml')
      .city('not: read', 'notes.txt')
      .city('not: read', '.hidden.yaml');
    expect((await folder.load()).jurisdictions.map(({ id }) => id)).toEqual(['ashford', 'oakville']);
  });

  it('orders attributes, by their position where nothing is said', async () => {
    const attributes = `
    attributes:
      - { code: A, datatype: string, required: true, description: First, order: 9 }
      - { code: B, datatype: multivaluelist, required: false, description: Second, values: [{ key: X, name: Ex }] }`;
    folder.city(cityWith(['name: Tree', `name: Tree${attributes}`]));
    const [service] = (await folder.load()).jurisdictions[0]!.services;
    expect(service!.attributes).toMatchObject([
      { code: 'B', order: 2, variable: true, datatypeDescription: '', values: [{ key: 'X', name: 'Ex' }] },
      { code: 'A', order: 9, values: [] },
    ]);
  });

  it.each(['group: Green', 'groups: [Green]'])('takes %s for the same', async (line) => {
    folder.city(cityWith(['name: Tree', `name: Tree\n    ${line}`], ['to: office', 'to: office\n    groups: [Green]']));
    expect((await folder.load()).jurisdictions[0]!.services[0]!.groups).toEqual(['Green']);
  });

  it('has rules for status words in four spellings', async () => {
    const rules = `
    statusRules:
      - { when: { status: open }, status: open }
      - { when: { status: { exact: Shut }, reason: { prefix: Dup } }, status: closed, detail: duplicate, notes: 'Known: {{ reason }}' }
      - { when: { reason: { pattern: '^\\d+$' } }, status: closed }
      - { when: {}, status: open }`;
    folder.city(cityWith(['type: paper', `type: paper${rules}`]));
    expect((await connectionOf()).statusRules).toEqual([
      { when: { status: { exact: 'open' } }, status: 'open' },
      {
        when: { status: { exact: 'Shut' }, reason: { prefix: 'Dup' } },
        status: 'closed',
        detail: 'duplicate',
        notes: 'Known: {{ reason }}',
      },
      { when: { reason: { pattern: '^\\d+$' } }, status: 'closed' },
      { when: {}, status: 'open' },
    ]);
  });
});

describe('a connection', () => {
  it('starts from the common delivery and sync, and overrides single keys', async () => {
    folder.write('settings.yaml', 'connection: { delivery: { settleMs: 7 }, sync: { overlapMs: 8 } }\n');
    folder.city(cityWith(['type: paper', 'type: paper\n    delivery: { backoffMinMs: 9 }\n    sync: { pollEveryMs: 2000 }']));
    const { delivery, sync } = await connectionOf();
    expect(delivery).toMatchObject({ settleMs: 7, backoffMinMs: 9, backoffMaxMs: 1_800_000 });
    expect(sync).toEqual({
      pollEveryMs: 2000,
      takeOverAfterMs: 20_000,
      overlapMs: 8,
      refusedPauseMaxMs: 1_800_000,
      casesPerCall: 20,
      externalStatusCode: 'none',
      customerReference: false,
      servicesEveryHours: 0,
      servicesLeastShare: 0.8,
      reconcileEveryHours: 0,
      reconcileDays: 30,
      ownNames: [],
      stale: { afterDays: 0, except: [] },
    });
  });

  it('gets an instance of the settings class of its adapter, whole with defaults and what is nested', async () => {
    folder.city(
      cityWith([
        '{ endpoint: http://office/ }',
        '{ endpoint: http://office/, pen:, cases: { TREE: { drawer: A, form: { name: F } } } }',
      ]),
    );
    const { settings } = await connectionOf();
    expect(settings).toBeInstanceOf(PaperSettings);
    const { drawers, pen, cases } = settings as PaperSettings;
    expect([drawers, pen]).toEqual([12, 'ink']);
    expect(cases.TREE).toBeInstanceOf(PaperCase);
    expect(cases.TREE!.form).toBeInstanceOf(PaperForm);
  });
});

it('can no longer be changed once loaded, adapter settings included', async () => {
  folder.city(cityWith(['{ endpoint: http://office/ }', '{ endpoint: http://office/, cases: { TREE: { drawer: A } } }']));
  const settings = await folder.load();
  const city = settings.jurisdictions[0]!;
  const paper = city.connections[0]!.settings as PaperSettings;
  expect(() => Object.assign(settings.server, { port: 1 })).toThrow(TypeError);
  expect(() => (settings.roles as string[]).push('x')).toThrow(TypeError);
  expect(() => Object.assign(city.services[0]!, { code: 'X' })).toThrow(TypeError);
  expect(() => (paper.drawers = 1)).toThrow(TypeError);
  expect(() => (paper.cases.TREE!.drawer = 'B')).toThrow(TypeError);
});

describe('an emulated connection', () => {
  const emulated = cityWith(
    ['{ endpoint: http://office/ }', '{ drawers: 3, endpoint: http://real/ }'],
    ['type: paper', 'type: paper\n    emulator: true'],
  );
  const spare = emulated.replace('routes:', '  spare: { type: paper, emulator: true }\nroutes:');
  const answer = { endpoint: 'http://127.0.0.1:9/', clerks: [{ name: 'Emma' }] };

  it('is pointed at its emulator, which knows better than the file', async () => {
    folder.city(emulated);
    const asked: object[] = [];
    const { settings, emulator } = await connectionOf(
      {},
      { emulatorSettings: (each) => (asked.push(each), Promise.resolve(answer)) },
    );
    expect(asked).toEqual([{ jurisdictionId: 'oakville', name: 'office', type: 'paper' }]);
    expect(emulator).toBe(true);
    expect(settings).toMatchObject({ drawers: 3, endpoint: 'http://127.0.0.1:9/', clerks: [{ name: 'Emma' }] });
  });

  it('is neither started nor there when no route uses it', async () => {
    folder.city(spare);
    const asked: string[] = [];
    const settings = await folder.load({}, { emulatorSettings: ({ name }) => (asked.push(name), answer) });
    expect(asked).toEqual(['office']);
    expect(settings.jurisdictions[0]!.connections.map(({ name }) => name)).toEqual(['office']);
  });

  it('can say which emulator, and is pointed at that one', async () => {
    const asked: object[] = [];
    folder.city(emulated.replace('emulator: true', 'emulator: stamp-like'));
    const { emulator } = await connectionOf({}, { emulatorSettings: (each) => (asked.push(each), answer) });
    expect(emulator).toBe(true);
    expect(asked).toEqual([{ jurisdictionId: 'oakville', name: 'office', type: 'paper', flavour: 'stamp-like' }]);
  });

  it('needs nothing that an emulator would fill in, as long as none is started', async () => {
    folder.city(spare);
    expect((await folder.load()).jurisdictions[0]!.connections.map(({ name }) => name)).toEqual(['office', 'spare']);
  });

  it('is checked for what is wrong all the same', async () => {
    folder.city(emulated.replace('drawers: 3', 'drawers: 3000'));
    await expect(folder.mistakes()).resolves.toMatchObject([{ keyPath: 'connections.office.settings.drawers' }]);
  });

  it('starts no emulator while anything is wrong', async () => {
    folder.city(emulated.replace('timeZone: Europe/London', 'timeZone: Nowhere/London'));
    let started = 0;
    await expect(folder.load({}, { emulatorSettings: () => ({ ...answer, started: ++started }) })).rejects.toBeInstanceOf(
      SettingsError,
    );
    expect(started).toBe(0);
  });

  it('is refused when its emulator leaves out what the adapter needs', async () => {
    folder.city(emulated.replace(', endpoint: http://real/', ''));
    await expect(folder.mistakes({}, { emulatorSettings: () => undefined })).resolves.toMatchObject([
      { keyPath: 'connections.office.settings.endpoint', reason: 'is missing' },
    ]);
  });
});
