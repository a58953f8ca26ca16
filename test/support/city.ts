import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Bridge, startBridge } from '../../src/bridge.js';
import { adapterCatalogue } from '../../src/connections/adapter-catalogue.js';
import { loadSettings } from '../../src/settings/load-settings.js';
import type { Settings } from '../../src/settings/settings.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { packageRoot } from './configuration.js';
import { freshDatabase } from './databases.js';

/** One bridge of one city, in this process, on a database of its own. */
export class City {
  private constructor(
    public bridge: Bridge,
    private readonly settings: Settings,
    private readonly key: string,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async start(connections: object, routes: object[]): Promise<City> {
    const folder = mkdtempSync(join(tmpdir(), 'bridge-outage-'));
    const database = await freshDatabase();
    const city = {
      id: 'riverton.example',
      name: 'Riverton',
      timeZone: 'America/New_York',
      contact: 'it@example.org',
      keyService: 'it@example.org',
      services: [{ code: 'RODENTS', name: 'Rodents' }],
      connections,
      routes,
    };
    mkdirSync(join(folder, 'jurisdictions'));
    writeFileSync(join(folder, 'settings.yaml'), JSON.stringify({ delivery: { sweepEveryMs: 100, shutdownMs: 300 } }));
    writeFileSync(join(folder, 'jurisdictions/riverton.yaml'), JSON.stringify(city));
    const env = {
      BRIDGE_CONFIG: folder,
      BRIDGE_DATA: join(folder, 'data'),
      DATABASE_URL: database.url,
      PORT: '0',
      LOG_LEVEL: 'silent',
    };
    const settings = await loadSettings({ env, packageRoot, adapters: adapterCatalogue });
    const bridge = await startBridge(settings);
    const { key } = await new ApiClientStore(bridge.store.database).create('tests');
    return new City(bridge, settings, key, async () => {
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** @param more fields than each report has. */
  async file(more: Readonly<Record<string, string | File>> = {}): Promise<string> {
    const body = new FormData();
    const report = { api_key: this.key, service_code: 'RODENTS', lat: '42.36', long: '-71.05', description: 'Rats' };
    for (const [name, value] of Object.entries({ ...report, ...more })) body.append(name, value);
    const answer = await fetch(`${this.bridge.url}/open311/v2/requests.json`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as [{ service_request_id: string }])[0].service_request_id;
  }

  /** A resident's comment on a report. */
  async comment(publicId: string, description: string): Promise<void> {
    const fields = { api_key: this.key, service_request_id: publicId, update_id: randomUUID(), status: 'UNCHANGED', description };
    const body = new URLSearchParams({ ...fields, updated_datetime: new Date().toISOString() });
    const answer = await fetch(`${this.bridge.url}/open311/v2/servicerequestupdates.json`, { method: 'POST', body });
    expect(answer.status).toBe(200);
  }

  async states(connection: string): Promise<string[]> {
    const { rows } = await sql<{ state: string }>`
      select state from bridge.delivery where connection = ${`riverton.example/${connection}`} order by created_at`.execute(
      this.bridge.store.database,
    );
    return rows.map(({ state }) => state);
  }

  async breaker(connection: string): Promise<string> {
    const row = await this.bridge.store.database
      .selectFrom('connection_gate')
      .select('breaker')
      .where('connection', '=', `riverton.example/${connection}`)
      .executeTakeFirstOrThrow();
    return row.breaker;
  }

  async restart(): Promise<void> {
    await this.bridge.close();
    this.bridge = await startBridge(this.settings);
  }

  async stop(): Promise<void> {
    await this.bridge.close();
    await this.cleanUp();
  }
}
