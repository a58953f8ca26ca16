import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import type { CrmAdapter } from '../adapter-kit/adapter.js';
import { checkShape } from '../settings/check-shape.js';
import { deepMerge } from '../settings/plain.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import { secretsInSettings } from './secrets-in-settings.js';

export interface Prepared {
  readonly connection: ConnectionSettings;
  readonly adapter: CrmAdapter;
}

/**
 * A connection with its adapter, and with the secrets that stand openly in its settings among those to be masked. One that has a stand-in gets its address and credentials from there: it is started and ended again, for the settings
 * alone would not be whole.
 */
export async function prepared(connection: ConnectionSettings): Promise<Prepared> {
  const { type, settings, emulator, flavour } = connection;
  if (!emulator) return made(connection, settings);
  const standIn = await adapterCatalogue.startEmulator(type, { flavour });
  try {
    const { value } = checkShape(adapterCatalogue.settingsClassOf(type)!, deepMerge(settings, standIn.settings));
    return made(connection, value);
  } finally {
    await standIn.close();
  }
}

function made(connection: ConnectionSettings, settings: object): Prepared {
  const secrets = [...connection.secrets, ...secretsInSettings(settings)];
  return { connection: { ...connection, settings, secrets }, adapter: adapterCatalogue.create(connection.type, settings) };
}
