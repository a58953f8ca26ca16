import type { AdapterPresets } from '../adapter-kit/preset.js';

/** The kinds of CRM there are, as far as settings need to know them. */
export interface AdapterCatalogue {
  types(): string[];
  /** Undefined for a type that isn't among `types()`. */
  settingsClassOf(type: string): (new () => object) | undefined;
  /** Ready settings of a type; undefined where it has none. */
  presetsOf?(type: string): AdapterPresets | undefined;
  /**
   * Adds adapters from outside, each the name of a package or a path.
   * @returns why some could not be added; the others were.
   */
  load(entries: readonly string[], folders: AdapterFolders): Promise<readonly RefusedAdapter[]>;
  /** Tries whether an adapter can be made of settings that are right by their class; undefined when it can. */
  uncreated(type: string, settings: object): Uncreated | undefined;
  /** Whether an adapter made of these settings, which can be made, reads what the CRM sends by itself. */
  receives(type: string, settings: object): boolean;
}

export interface AdapterFolders {
  /** Paths are relative to it, and packages are looked up here first. */
  readonly configFolder: string;
  /** Folder of the bridge's own package.json: the last place where packages are looked up. */
  readonly packageRoot: string;
}

export interface RefusedAdapter {
  /** Which of the entries. */
  readonly index: number;
  /** Begins with the entry. */
  readonly reason: string;
}

export interface Uncreated {
  /** Who has to put it right: the operator in the settings, or the author of the adapter. */
  readonly fault: 'settings' | 'adapter';
  readonly reason: string;
}
