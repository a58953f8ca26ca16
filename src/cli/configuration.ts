import { fileURLToPath } from 'node:url';
import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import { readEnvironment } from '../settings/environment.js';
import { loadAdapters } from '../settings/load-adapters.js';
import { loadSettings } from '../settings/load-settings.js';
import type { Settings } from '../settings/settings.js';

/** The folder of package.json: two above the compiled `src/cli`. */
export const packageRoot = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** Where `settings.yaml` and `jurisdictions/` are. */
export const configFolder = (): string => readEnvironment(process.env, packageRoot).configFolder;

type Options = Parameters<typeof loadSettings>[0];
type EmulatorSettings = NonNullable<Options['emulatorSettings']>;

/** The configuration of this process. @throws SettingsError with every mistake. */
export function load(emulatorSettings?: EmulatorSettings, tryConnection?: Options['tryConnection']): Promise<Settings> {
  return loadSettings({ env: process.env, packageRoot, adapters: adapterCatalogue, emulatorSettings, tryConnection });
}

/** Makes the adapters from outside known, whatever else is wrong with the configuration. @throws SettingsError */
export function loadOutsideAdapters(): Promise<void> {
  return loadAdapters({ env: process.env, packageRoot, adapters: adapterCatalogue });
}
