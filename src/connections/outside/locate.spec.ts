import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locate } from './locate.js';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bridge-locate-')));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

const found = (entry: string) =>
  fileURLToPath(locate(entry, [join(root, 'config'), join(root, 'here'), join(root, 'bridge')])).slice(root.length + 1);

describe('a path is relative to the configuration', () => {
  it.each<[string, Record<string, string | object>, string]>([
    ['a folder with exports', { 'package.json': { name: 'acme', exports: { import: './es.js' } }, 'es.js': '' }, 'es.js'],
    ['a folder with main', { 'package.json': { main: 'lib' }, 'lib/index.js': '' }, 'lib/index.js'],
    ['a folder without package.json', { 'index.mjs': '' }, 'index.mjs'],
  ])('%s', (_, files, module) => {
    write(Object.fromEntries(Object.entries(files).map(([name, content]) => [`adapters/acme/${name}`, content])));
    expect(found('../adapters/acme')).toBe(`adapters/acme/${module}`);
  });

  it('a file', () => {
    write({ 'config/one.mjs': '' });
    expect(found('./one.mjs')).toBe('config/one.mjs');
  });
});

describe('a package is looked up', () => {
  const acme = (folder: string) => ({
    [`${folder}/node_modules/acme/package.json`]: { name: 'acme', exports: { '.': { import: './a.js' }, './b': './b.js' } },
    [`${folder}/node_modules/acme/a.js`]: '',
    [`${folder}/node_modules/acme/b.js`]: '',
  });

  it('from the configuration, then from the current folder, then from the bridge', () => {
    write(acme('bridge'));
    expect(found('acme')).toBe('bridge/node_modules/acme/a.js');
    write(acme('here'));
    expect(found('acme')).toBe('here/node_modules/acme/a.js');
    write(acme('.'));
    expect(found('acme/b')).toBe('node_modules/acme/b.js');
  });
});

it.each<[string, string, Record<string, string | object>, RegExp]>([
  ['a name of no package', 'Acme CRM', {}, /is neither the name of a package nor a path/],
  ['a package that is not there', 'acme', {}, /is not installed: .*run npm install acme/],
  ['a folder without its dot', 'acme', { 'config/acme/index.js': '' }, /for the folder of that name write \.\/acme/],
  ['a folder that is empty', './acme', { 'config/acme/README.md': '' }, /has no index\.js; build it, or name the module itself/],
  [
    'a folder that is not built',
    './acme',
    { 'config/acme/package.json': { main: 'dist/a.js' } },
    /has no dist\/a\.js, which its package\.json names/,
  ],
  [
    'a package without its module',
    'acme',
    { 'config/node_modules/acme/package.json': { name: 'acme', exports: './a.js' } },
    /can not be used as a package: .*a\.js/,
  ],
  [
    'exports that lead nowhere',
    './acme',
    { 'config/acme/package.json': { name: 'acme', exports: './a.js' } },
    /can not be used as a package: .*a\.js/,
  ],
  ['a package.json that is none', './acme', { 'config/acme/package.json': '{' }, /has a package\.json that can not be read/],
])('%s is told with the remedy', (_, entry, files, said) => {
  write(files);
  expect(() => found(entry)).toThrow(said);
});
