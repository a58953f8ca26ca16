import type { AdapterCatalogue } from './adapter-catalogue.js';
import { readEnvironment } from './environment.js';
import { type GlobalSettings, loadGlobalSettings } from './load-global.js';
import type { Mistake } from './mistake.js';
import { invalid } from './problem.js';
import { SettingsError } from './settings-error.js';

export interface AdapterOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Folder of package.json. */
  readonly packageRoot: string;
  readonly adapters: AdapterCatalogue;
}

/** Loads the adapters from outside that `settings.yaml` names, whatever else the configuration says. @throws SettingsError */
export async function loadAdapters({ env, packageRoot, adapters }: AdapterOptions): Promise<void> {
  const { configFolder } = readEnvironment(env, packageRoot);
  const mistakes = await addAdapters(await loadGlobalSettings(packageRoot, configFolder, env), adapters, {
    configFolder,
    packageRoot,
  });
  if (mistakes.length > 0) throw new SettingsError(mistakes);
}

export async function addAdapters(
  { value, source }: GlobalSettings,
  catalogue: AdapterCatalogue,
  folders: Parameters<AdapterCatalogue['load']>[1],
): Promise<Mistake[]> {
  const written: unknown = value.adapters;
  // What is no list of texts is told already.
  if (!Array.isArray(written) || !written.every((entry) => typeof entry === 'string')) return [];
  const refused = await catalogue.load(written, folders);
  return source.mistakesOf(refused.map(({ index, reason }) => invalid(['adapters', index], reason)));
}
