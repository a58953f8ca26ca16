import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';
import { Description, ListOf, Nested, RecordOf } from '../../src/adapter-kit/settings-shape.js';
import type { AdapterCatalogue } from '../../src/settings/adapter-catalogue.js';
import { loadSettings, type LoadOptions } from '../../src/settings/load-settings.js';
import type { Mistake } from '../../src/settings/mistake.js';
import type { Settings } from '../../src/settings/settings.js';
import { SettingsError } from '../../src/settings/settings-error.js';

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export class PaperForm {
  @IsString() @IsNotEmpty() name!: string;
  @RecordOf(() => String) fields: Record<string, string> = {};
}

export class PaperCase {
  @IsString() @IsNotEmpty() drawer!: string;
  @IsOptional() @Nested(() => PaperForm) form?: PaperForm;
}

export class PaperClerk {
  @IsString() @IsNotEmpty() name!: string;
}

/** A CRM of pen and paper: one of everything an adapter's settings may have. */
export class PaperSettings {
  @Description('Where the office is.') @IsUrl({ require_tld: false }) endpoint!: string;
  @IsOptional() @IsString() password?: string;
  @IsInt() @Min(1) @Max(500) drawers = 12;
  @IsIn(['ink', 'pencil']) pen: 'ink' | 'pencil' = 'ink';
  @RecordOf(() => PaperCase) cases: Record<string, PaperCase> = {};
  @ListOf(() => PaperClerk) clerks: PaperClerk[] = [];
}

export class StoneSettings {}

const classes: Record<string, new () => object> = { paper: PaperSettings, stone: StoneSettings };
export const paperCatalogue: AdapterCatalogue = {
  types: () => Object.keys(classes),
  settingsClassOf: (type) => classes[type],
  load: () => Promise.resolve([]),
  uncreated: () => undefined,
  receives: () => false,
};

/** A city with nothing wrong about it. */
export const RIGHT_CITY = `id: oakville
name: Oakville
timeZone: Europe/London
contact: Town hall
keyService: Ask us
services:
  - code: TREE
    name: Tree
connections:
  office:
    type: paper
    settings: { endpoint: http://office/ }
routes:
  - to: office
`;

/** A configuration folder of the test's own. */
export class ConfigFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'open311-bridge-config-'));

  write(name: string, text: string): this {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return this;
  }

  city(text: string, name = 'oakville.yaml'): this {
    return this.write(`jurisdictions/${name}`, text);
  }

  load(env: NodeJS.ProcessEnv = {}, options: Partial<LoadOptions> = {}): Promise<Settings> {
    return loadSettings({ env: { BRIDGE_CONFIG: this.path, ...env }, packageRoot, adapters: paperCatalogue, ...options });
  }

  /** What is wrong with it, without the temporary folder's name. */
  async mistakes(env: NodeJS.ProcessEnv = {}, options: Partial<LoadOptions> = {}): Promise<Mistake[]> {
    const error = await this.load(env, options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) return [];
    if (!(error instanceof SettingsError)) throw error;
    return error.mistakes.map((mistake) => ({ ...mistake, file: mistake.file.replace(`${this.path}/`, '') }));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** The right city with each pair's first text replaced by its second. @throws when a text isn't there. */
export function cityWith(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the city has no ${from}`);
    return text.replace(from, () => to);
  }, RIGHT_CITY);
}
