import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type AdapterNames } from './adapter-names.js';
import { fromReference } from './from-reference.js';

/** What the build puts beside this file: the reference adapter's sources, and the files round them. */
const TEMPLATE = new URL('./template/', import.meta.url);

export interface Scaffold {
  readonly names: AdapterNames;
  /** Where the package goes: a folder that is not there, or empty. */
  readonly folder: string;
  /** The bridge's own package, which the new one is built and tested against. */
  readonly bridge: {
    readonly folder: string;
    readonly version: string;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
}

/**
 * Writes a package with an adapter that passes the conformance suite against its own emulator.
 * @returns the files, relative to the folder.
 * @throws Error when there is something in the folder already: nothing is written over.
 */
export function writeScaffold({ names, folder, bridge }: Scaffold): string[] {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty: name another folder with --folder`);
  const files = { ...sources(names), ...surroundings(names, folder, bridge) };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return Object.keys(files).sort();
}

function sources(names: AdapterNames): Record<string, string> {
  const entries = readdirSync(TEMPLATE)
    .filter((name) => name.startsWith('acme.'))
    .map((name) => [`src/${name.replace('acme.', `${names.type}.`).replace(/\.txt$/, '')}`, fromReference(read(name), names)]);
  const files = Object.fromEntries(entries) as Record<string, string>;
  const adapter = `src/${names.type}.adapter.ts`;
  return { ...files, [adapter]: `${files[adapter]}\nexport default ${names.variable};\n` };
}

function surroundings(names: AdapterNames, folder: string, { folder: bridge, version, devDependencies }: Scaffold['bridge']) {
  const description = `${names.label} for open311-bridge`;
  const pack = {
    name: `open311-bridge-adapter-${names.type}`,
    version: '0.1.0',
    description,
    type: 'module',
    exports: `./dist/${names.type}.adapter.js`,
    files: ['dist'],
    scripts: {
      build: 'tsc',
      test: `tsc && node --test dist/${names.type}.mapping.test.js && open311-bridge adapter test .`,
    },
    peerDependencies: { 'open311-bridge': `^${version}` },
    devDependencies: {
      'open311-bridge': `file:${relative(folder, bridge)}`,
      '@types/node': devDependencies['@types/node'],
      typescript: devDependencies['typescript'],
    },
  };
  return {
    'package.json': `${JSON.stringify(pack, undefined, 2)}\n`,
    'tsconfig.json': read('tsconfig.json.txt'),
    'README.md': fromReference(read('README.md.txt'), names),
    '.gitignore': 'node_modules/\ndist/\n',
  };
}

function read(name: string): string {
  return readFileSync(new URL(name, TEMPLATE), 'utf8');
}
