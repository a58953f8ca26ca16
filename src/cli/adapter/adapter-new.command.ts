import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { adapterNames } from './adapter-names.js';
import { writeScaffold } from './scaffold.js';

export interface AdapterNewDeps {
  readonly out: (text: string) => void;
  /** Types that are taken. */
  readonly types: readonly string[];
  /** The folder of the bridge's own package. */
  readonly packageRoot: string;
}

interface PackageJson {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** `adapter new`: a package with an adapter to start from, which passes its own tests at once. */
export function adapterNewCommand({ out, types, packageRoot }: AdapterNewDeps): Command {
  return new Command('new')
    .description(
      'start an adapter for another kind of CRM: a package that passes the conformance suite, to be changed step by step',
    )
    .argument('<name>', 'its type, in lower case, such as acme or fire-desk')
    .option('--folder <folder>', 'where it goes; default: the name, here')
    .action((name: string, { folder = name }: { folder?: string }) => {
      const names = adapterNames(name);
      if (types.includes(name)) throw new Error(`there is an adapter ${name} already: ${types.join(', ')} are taken`);
      const { version, devDependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as PackageJson;
      const files = writeScaffold({ names, folder: resolve(folder), bridge: { folder: packageRoot, version, devDependencies } });
      out(
        [
          `${files.length} files in ${folder}:`,
          ...files.map((file) => `  ${file}`),
          '',
          `Next: cd ${folder} && npm install && npm test`,
        ].join('\n'),
      );
    });
}
