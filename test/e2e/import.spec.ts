import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoleProcess } from '../support/role-process.js';
import { runBridge } from '../support/run-bridge.js';
import { aHistory, OldServer } from '../import/old-server.js';

const CSV = 'config/demo/boston-2015-excerpt.csv';
const MAP = 'config/demo/boston-311.map.yaml';

let folder: string;
let env: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-import-'));
  // The sample city.
  env = { BRIDGE_DATA: join(folder, 'data'), PORT: '0', DATABASE_URL: '', REDIS_URL: '' };
});
afterAll(() => rmSync(folder, { recursive: true }));

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
  const old = await OldServer.start(aHistory(60));
  try {
    const again = await runBridge(fromFile, env);
    expect(again.output).toMatch(/150 unchanged, 1 refused\nnothing has changed/);
    const fromServer = ['import', '--from', old.url, '--since', '2015-03-01', '--until', '2015-03-10', '--rate', '1000'];
    expect((await runBridge(fromServer, env)).output).toMatch(/imported: 60 records read: 60 new/);
    const get = async (path: string) => (await fetch(`${bridge.url}/open311/v2/${path}`)).json() as Promise<object[]>;
    expect(await get('requests/101001240864.json')).toMatchObject([{ service_request_id: '101001240864' }]);
    expect(await get('requests.json?q=Hole&start_date=2015-03-01T00:00:00Z&end_date=2015-03-10T00:00:00Z')).toHaveLength(60);
    expect(await get('requests/old-0.json')).toMatchObject([{ status: 'open', service_name: 'Pothole' }]);
    const metrics = await (await fetch(`${bridge.url}/metrics`)).text();
    expect(metrics).toMatch(/open311_bridge_deliveries_waiting\{[^}]*\} 0\n/);
  } finally {
    await old.stop();
    await bridge.stop();
  }
}, 180_000);
