import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoleProcess } from '../support/role-process.js';
import { until } from '../support/deployment.js';
import { runBridge } from '../support/run-bridge.js';
import { aHistory, OldServer } from '../import/old-server.js';
import { aPng } from '../media/photos.js';

const CSV = 'config/demo/boston-2015-excerpt.csv';
const MAP = 'config/demo/boston-311.map.yaml';

let folder: string;
let env: Record<string, string>;
let old: OldServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-import-'));
  const history = aHistory(60);
  old = await OldServer.start(history, { photo: await aPng() });
  Object.assign(history[0]!, { media_url: old.photoUrl });
  Object.assign(history[1]!, { media_url: '/photos/not-whole.png' });
  // The sample city, whose operator lets pictures be fetched from the old server.
  const config = join(folder, 'config');
  cpSync('config', config, { recursive: true });
  const media = { fetchPorts: [Number(new URL(old.url).port)], allowPrivateAddresses: ['127.0.0.1'] };
  writeFileSync(join(config, 'settings.yaml'), JSON.stringify({ media: { ...media, sweepEveryMs: 200 } }));
  env = { BRIDGE_CONFIG: config, BRIDGE_DATA: join(folder, 'data'), PORT: '0', DATABASE_URL: '', REDIS_URL: '' };
});
afterAll(async () => {
  await old.stop();
  rmSync(folder, { recursive: true });
});

it('a city takes its history over from a file and a server, reads it over HTTP, and its CRM gets nothing of it', async () => {
  const file = join(folder, 'history.csv');
  writeFileSync(file, `${readFileSync(CSV, 'utf8').trimEnd()}\n999,broken row\n`);
  const fromFile = ['import', '--csv', file, '--map', MAP, '--bad', join(folder, 'bad.csv')];

  const first = await runBridge(fromFile, env);
  expect(first.output).toMatch(
    /line 152: .*\n60 services not offered here, .*\nimported: 151 records read: 150 new, 0 changed, 0 unchanged, 1 refused/,
  );
  expect(first.code).toBe(1);
  expect(readFileSync(join(folder, 'bad.csv'), 'utf8')).toMatch(/^place,id,reason\n"line 152",/);

  const bridge = await RoleProcess.start(env);
  try {
    const again = await runBridge(fromFile, env);
    expect(again.output).toMatch(/150 unchanged, 1 refused\nnothing has changed/);
    const fromServer = [
      'import',
      '--from',
      old.url,
      '--since',
      '2015-03-01',
      '--until',
      '2015-03-10',
      '--rate',
      '1000',
      '--pictures',
    ];
    expect((await runBridge(fromServer, env)).output).toMatch(
      /imported: 60 records read: 60 new.*\n1 picture is fetched by the bridge.*\n1 picture left out/,
    );
    const get = async (path: string) => (await fetch(`${bridge.url}/open311/v2/${path}`)).json() as Promise<object[]>;
    expect(await get('requests/101001240864.json')).toMatchObject([{ service_request_id: '101001240864' }]);
    expect(await get('requests.json?q=Hole&start_date=2015-03-01T00:00:00Z&end_date=2015-03-10T00:00:00Z')).toHaveLength(60);
    expect(await get('requests/old-0.json')).toMatchObject([{ status: 'open', service_name: 'Pothole' }]);
    type Shown = { media_url?: string }[];
    const [shown] = await until(
      () => get('requests/old-0.json') as Promise<Shown>,
      // Empty until the picture is there.
      ([request]) => Boolean(request!.media_url),
    );
    const picture = await fetch(new URL(new URL(shown!.media_url!).pathname, bridge.url));
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    const metrics = await (await fetch(`${bridge.url}/metrics`)).text();
    expect(metrics).toMatch(/open311_bridge_deliveries_waiting\{[^}]*\} 0\n/);
  } finally {
    await bridge.stop();
  }
}, 180_000);
