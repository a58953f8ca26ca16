import { AlertStore } from '../store/alert.store.js';
import { ApiClientStore } from '../store/api-client.store.js';
import { migrate } from '../store/migrate.js';
import { joinStore } from '../store/open-store.js';
import { load } from './configuration.js';

/** What most commands work with: the settings, and the store beside a bridge that runs. */
export async function openBridge() {
  const settings = await load();
  const store = await joinStore(settings.store);
  await migrate(store.database);
  return { database: store.database, settings, close: () => store.close() };
}

export async function openClients() {
  const { database, close } = await openBridge();
  return { store: new ApiClientStore(database), close };
}

export async function openAlerts() {
  const { database, close } = await openBridge();
  return { store: new AlertStore(database), close };
}
