import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import { AdapterRefused } from './adapter-refused.js';

const CONDITIONS = new Set(['node', 'import', 'module-sync']);
const PACKAGE_NAME = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(\/[\w./-]+)?$/;

/** Where names are looked up: folders, the first that has it wins. Paths are relative to the first. */
export type Bases = readonly [string, ...string[]];

/**
 * The module that an entry of `adapters` means, as a file URL. What begins with a dot or is absolute is a folder or a file; everything else is the name
 * of a package.
 * @throws AdapterRefused
 */
export function locate(entry: string, bases: Bases): string {
  if (/^\.{1,2}(\/|\\|$)/.test(entry) || isAbsolute(entry)) return locatePath(resolve(bases[0], entry), entry);
  if (!PACKAGE_NAME.test(entry))
    throw new AdapterRefused('is neither the name of a package nor a path: a path begins with ./, ../ or /');
  return locatePackage(entry, bases);
}

function locatePackage(name: string, bases: Bases): string {
  for (const base of bases) {
    try {
      return resolved(name, join(base, 'package.json'));
    } catch (error) {
      const { code, url } = error as NodeJS.ErrnoException & { url?: string };
      // With an address, the package is there and its module is not.
      if (code !== 'ERR_MODULE_NOT_FOUND' || url !== undefined) throw unusable(error);
    }
  }
  const folder = existsSync(resolve(bases[0], name)) ? `; for the folder of that name write ./${name}` : '';
  throw new AdapterRefused(
    `is not installed: no node_modules in ${[...new Set(bases)].join(', ')} or above has it; run npm install ${name} in one of them${folder}`,
  );
}

function locatePath(path: string, entry: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new AdapterRefused(`is not there: there is no ${path}`);
  if (!stat.isDirectory()) return pathToFileURL(path).href;
  const manifest = readPackage(path);
  if (manifest.exports !== undefined && typeof manifest.name === 'string') {
    try {
      // A package may import itself by its name.
      return resolved(manifest.name, join(path, 'package.json'));
    } catch (error) {
      throw unusable(error);
    }
  }
  const names =
    typeof manifest.main === 'string'
      ? [manifest.main, `${manifest.main}.js`, join(manifest.main, 'index.js')]
      : ['index.js', 'index.mjs'];
  const file = names.map((name) => join(path, name)).find((each) => statSync(each, { throwIfNoEntry: false })?.isFile());
  if (file) return pathToFileURL(file).href;
  const looked = typeof manifest.main === 'string' ? `${manifest.main}, which its package.json names as main` : 'index.js';
  throw new AdapterRefused(`has no ${looked}; build it, or name the module itself: ${join(entry, 'FILE.js')}`);
}

function readPackage(folder: string): { name?: unknown; main?: unknown; exports?: unknown } {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return {};
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as object;
  } catch (error) {
    throw new AdapterRefused(`has a package.json that can not be read: ${(error as Error).message}`);
  }
}

function resolved(name: string, parent: string): string {
  const { href } = moduleResolve(name, pathToFileURL(parent), CONDITIONS);
  return href;
}

function unusable(error: unknown): AdapterRefused {
  return new AdapterRefused(`can not be used as a package: ${(error as Error).message}`);
}
