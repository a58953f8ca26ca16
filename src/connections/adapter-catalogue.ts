import { pathToFileURL } from 'node:url';
import { adapterManifests } from '../../adapters/manifests.js';
import type { AdapterManifest, CrmAdapter } from '../adapter-kit/adapter.js';
import { AdapterError } from '../adapter-kit/errors.js';
import type { AdapterPresets } from '../adapter-kit/preset.js';
import type { Emulator, EmulatorOptions } from '../adapter-kit/emulator/emulator.js';
import type { AdapterCatalogue, AdapterFolders, RefusedAdapter, Uncreated } from '../settings/adapter-catalogue.js';
import { AdapterRefused } from './outside/adapter-refused.js';
import { lendKit } from './outside/lend-kit.js';
import { loadOutsideAdapter, type OutsideAdapter } from './outside/outside-adapter.js';
import { verbProblems } from './verb-problems.js';

/** Which kinds of CRM this process knows: ours, and those from outside that the configuration names. What was loaded stays, as modules do. */
export class Adapters implements AdapterCatalogue {
  private readonly outside = new Map<string, OutsideAdapter>();

  constructor(private readonly ours: readonly AdapterManifest<object>[]) {}

  types(): string[] {
    return [...this.ours.map(({ type }) => type), ...this.outside.keys()];
  }

  settingsClassOf(type: string): (new () => object) | undefined {
    return this.manifestOf(type)?.settingsClass;
  }

  presetsOf(type: string): AdapterPresets | undefined {
    return this.manifestOf(type)?.presets;
  }

  async load(entries: readonly string[], { configFolder, packageRoot }: AdapterFolders): Promise<RefusedAdapter[]> {
    if (entries.length === 0) return [];
    lendKit(pathToFileURL(`${packageRoot}/package.json`).href);
    const refused: RefusedAdapter[] = [];
    const seen = new Set<string>();
    for (const [index, entry] of entries.entries()) {
      try {
        const adapter = await loadOutsideAdapter(entry, [configFolder, process.cwd(), packageRoot]);
        if (seen.has(adapter.url)) throw new AdapterRefused('stands here a second time');
        seen.add(adapter.url);
        this.add(adapter);
      } catch (error) {
        if (!(error instanceof AdapterRefused)) throw error;
        refused.push(...error.reasons.map((reason) => ({ index, reason: `${entry} ${reason}` })));
      }
    }
    return refused;
  }

  uncreated(type: string, settings: object): Uncreated | undefined {
    const manifest = this.known(type);
    try {
      const problems = verbProblems(manifest.create(settings), manifest);
      return problems.length > 0 ? { fault: 'adapter', reason: `the adapter ${problems.join('; it ')}` } : undefined;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return {
        fault: error instanceof AdapterError ? 'settings' : 'adapter',
        reason: `no adapter could be made of these settings: ${said}`,
      };
    }
  }

  receives(type: string, settings: object): boolean {
    return this.known(type).create(settings).receiveCallback !== undefined;
  }

  /** @param settings an instance of the type's settings class, validated. @throws for a type that settings would have refused. */
  create(type: string, settings: object): CrmAdapter {
    return this.known(type).create(settings);
  }

  startEmulator(type: string, options: EmulatorOptions): Promise<Emulator> {
    return this.known(type).startEmulator(options);
  }

  private add(adapter: OutsideAdapter): void {
    const { type } = adapter.manifest;
    const other = this.outside.get(type);
    if (this.ours.some((manifest) => manifest.type === type))
      throw new AdapterRefused(`has the type ${type}, which is one of the bridge's own: its author has to choose another`);
    if (other && other.url !== adapter.url)
      throw new AdapterRefused(`has the type ${type}, which is that of ${other.entry} already: leave one of them out`);
    this.outside.set(type, adapter);
  }

  private manifestOf(type: string): AdapterManifest<object> | undefined {
    return this.ours.find((manifest) => manifest.type === type) ?? this.outside.get(type)?.manifest;
  }

  private known(type: string): AdapterManifest<object> {
    const manifest = this.manifestOf(type);
    if (!manifest) throw new Error(`no adapter of type ${type}; there are: ${this.types().join(', ')}`);
    return manifest;
  }
}

/** The one place of the bridge that looks into `adapters/`. */
export const adapterCatalogue = new Adapters(adapterManifests);
