import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Database, openDatabase } from '../../src/store/database.js';
import { WireServer } from '../../src/store/embedded/wire-server.js';
import { migrate } from '../../src/store/migrate.js';
import type { NewReport } from '../../src/store/new-report.js';
import { freshDatabase } from './databases.js';
import { embeddedArchive } from './embedded-template.js';

export interface TestStore {
  readonly database: Database;
  close(): Promise<void>;
}

/** An empty, migrated store on the run's PostgreSQL. */
export async function onPostgres(): Promise<TestStore> {
  const { url, drop } = await freshDatabase();
  const database = openDatabase({ connectionString: url }, 8);
  await migrate(database);
  return {
    database,
    async close() {
      await database.destroy();
      await drop();
    },
  };
}

/** An empty, migrated store on the embedded database, in memory, behind its own wire server. */
export async function onEmbedded(): Promise<TestStore> {
  const served = await serveEmbedded();
  const database = openDatabase(served.address, 8);
  await migrate(database);
  return {
    database,
    async close() {
      await database.destroy();
      await served.close();
    },
  };
}

export async function serveEmbedded() {
  const host = mkdtempSync(join(tmpdir(), 'bridge-wire-'));
  const server = new WireServer(async () => PGlite.create({ loadDataDir: await embeddedArchive() }));
  await server.listen(join(host, '.s.PGSQL.5432'));
  return {
    address: { host, port: 5432, user: 'postgres', database: 'postgres' },
    async close() {
      await server.close();
      rmSync(host, { recursive: true, force: true });
    },
  };
}

export const BOTH = [
  ['PostgreSQL', onPostgres],
  ['the embedded database', onEmbedded],
] as const;

export function aReport(apiClientId: string, overrides: Partial<NewReport> = {}): NewReport {
  return {
    jurisdictionId: 'riverton.example',
    publicIdPattern: 'YY-NNNNNNNN',
    timeZone: 'UTC',
    apiClientId,
    serviceCode: 'POTHOLE',
    serviceName: 'Pothole',
    serviceType: 'realtime',
    private: false,
    description: 'Deep hole',
    point: { lat: 42.36, long: -71.05 },
    attributes: [],
    reporter: {},
    requestedAt: new Date(),
    destinations: [{ connection: 'riverton.example/crm', role: 'required' }],
    ...overrides,
  };
}
