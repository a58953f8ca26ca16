import type { StoreSettings } from '../settings/settings.js';
import { type Database, type DatabaseAddress, openDatabase } from './database.js';
import { embeddedAddress, isServed, startEmbeddedDatabase } from './embedded/embedded-database.js';

export interface OpenStore {
  readonly database: Database;
  /** For the queue's own pool. */
  readonly address: DatabaseAddress;
  close(): Promise<void>;
}

/** Opens the store for the process that runs the bridge. @throws DataFolderInUse when another one has the embedded database. */
export async function openStore(settings: StoreSettings): Promise<OpenStore> {
  if (settings.databaseUrl) return opened({ connectionString: settings.databaseUrl }, settings.poolSize);
  const embedded = await startEmbeddedDatabase(settings.dataFolder);
  return opened(embedded.address, settings.poolSize, () => embedded.close());
}

/** Opens the store for a command beside a running bridge: through its socket where the embedded database is already served. */
export async function joinStore(settings: StoreSettings): Promise<OpenStore> {
  if (settings.databaseUrl || !(await isServed(settings.dataFolder))) return openStore({ ...settings, poolSize: 1 });
  return opened(embeddedAddress(settings.dataFolder), 1);
}

function opened(address: DatabaseAddress, poolSize: number, closeServer?: () => Promise<void>): OpenStore {
  const database = openDatabase(address, poolSize);
  return {
    database,
    address,
    async close() {
      await database.destroy();
      await closeServer?.();
    },
  };
}
