import { adapterManifests } from '../../adapters/manifests.js';
import type { CrmAdapter } from '../adapter-kit/adapter.js';
import type { Emulator, EmulatorOptions } from '../adapter-kit/emulator/emulator.js';

/** Which kinds of CRM there are: the one place of the bridge that looks into `adapters/`. */
export const adapterCatalogue = {
  types(): string[] {
    return adapterManifests.map(({ type }) => type);
  },

  settingsClassOf(type: string): (new () => object) | undefined {
    return manifestOf(type)?.settingsClass;
  },

  /** @param settings an instance of the type's settings class, validated. @throws for a type that settings would have refused. */
  create(type: string, settings: object): CrmAdapter {
    return known(type).create(settings);
  },

  startEmulator(type: string, options: EmulatorOptions): Promise<Emulator> {
    return known(type).startEmulator(options);
  },
};

function manifestOf(type: string) {
  return adapterManifests.find((manifest) => manifest.type === type);
}

function known(type: string) {
  const manifest = manifestOf(type);
  if (!manifest) throw new Error(`no adapter of type ${type}; there are: ${adapterCatalogue.types().join(', ')}`);
  return manifest;
}
