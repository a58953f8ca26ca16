import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Settings that are ready for one product, up to what differs from one installation to the next. */
export interface AdapterPreset {
  /** The product, as its vendor writes it. */
  readonly label: string;
  /** By name: stands as `<<name>>` in keys and texts of `settings`; an operator sets it in `parameters`. */
  readonly parameters: Readonly<Record<string, PresetParameter>>;
  /** What `open311-bridge connect` asks, in this order. */
  readonly questions: readonly PresetQuestion[];
  /** As in a connection's `settings`; what stands there wins. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What `connect` writes beside the settings, to be changed by the city: `statusRules`, `delivery`, `sync`. */
  readonly connection: Readonly<Record<string, unknown>>;
  /** What has to be done in the product first, and what is to be known; a sentence each. */
  readonly notes: readonly string[];
}

export interface PresetParameter {
  readonly description: string;
  /** Absent: it has to be set. */
  readonly default?: string;
  /** A regular expression that the whole value fits. It keeps a value from being more than a name where it is put. */
  readonly pattern: string;
}

export interface PresetQuestion {
  /** Where the answer goes, below `settings`: `baseUrl`, `auth.username`, `parameters.table`. */
  readonly key: string;
  readonly ask: string;
  readonly default?: string;
  /** A regular expression that the whole answer fits. */
  readonly pattern?: string;
  readonly choices?: readonly string[];
  /** A reference to the environment is written in its place. */
  readonly secret?: boolean;
  /** Asked only where the answer to an earlier question is one of these. */
  readonly when?: { readonly key: string; readonly is: readonly string[] };
}

/** The presets of one kind of CRM: data, read when one is asked for. */
export interface AdapterPresets {
  readonly names: readonly string[];
  /** @throws Error for a name that is not among `names`. */
  read(name: string): AdapterPreset;
}

/** The YAML files of a folder, each a preset of its name. */
export function presetsIn(folder: URL): AdapterPresets {
  const names = readdirSync(folder)
    .flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
  return {
    names,
    read(name) {
      if (!names.includes(name)) throw new Error(`there is no preset ${name}; there are ${names.join(', ')}`);
      const written = parse(readFileSync(new URL(`${name}.yaml`, folder), 'utf8')) as Partial<AdapterPreset>;
      return { label: name, parameters: {}, questions: [], settings: {}, connection: {}, notes: [], ...written };
    },
  };
}
