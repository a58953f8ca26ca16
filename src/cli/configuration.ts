import { fileURLToPath } from 'node:url';
import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import { loadSettings } from '../settings/load-settings.js';
import type { Settings } from '../settings/settings.js';

/** The folder of package.json: two above the compiled `src/cli`. */
export const packageRoot = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

type EmulatorSettings = NonNullable<Parameters<typeof loadSettings>[0]['emulatorSettings']>;

/** The configuration of this process. @throws SettingsError with every mistake. */
export function load(emulatorSettings?: EmulatorSettings): Promise<Settings> {
  return loadSettings({ env: process.env, packageRoot, adapters: adapterCatalogue, emulatorSettings });
}
