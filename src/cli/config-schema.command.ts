import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { AdapterCatalogue } from '../settings/adapter-catalogue.js';
import { configSchemas } from '../settings/config-schemas.js';

export interface ConfigSchemaDeps {
  readonly catalogue: AdapterCatalogue;
  /** Makes the adapters from outside known. @throws SettingsError */
  readonly loadAdapters: () => Promise<void>;
  /** Folder of package.json. */
  readonly packageRoot: string;
  /** With `settings.yaml` in it: the schemas go into `schema` below it. */
  readonly configFolder: string;
  readonly out: (line: string) => void;
}

/** `config-schema`: writes the JSON Schemas by which an editor completes and checks the YAML files. */
export function configSchemaCommand({ catalogue, loadAdapters, packageRoot, configFolder, out }: ConfigSchemaDeps): Command {
  return new Command('config-schema')
    .description('write the JSON Schemas of settings.yaml and of the files in jurisdictions/, for editors')
    .option('--out <folder>', 'where to write them', join(configFolder, 'schema'))
    .action(async ({ out: folder }: { out: string }) => {
      await loadAdapters();
      await mkdir(folder, { recursive: true });
      for (const [name, text] of Object.entries(await configSchemas(catalogue, packageRoot))) {
        await writeFile(join(folder, name), text);
        out(`wrote ${join(folder, name)}`);
      }
    });
}
