import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AdapterUnderTest } from '../adapter-kit/conformance/adapter-under-test.js';

/** The folder of the adapters that come with the bridge: beside the compiled `src`. */
const OWN_ADAPTERS = fileURLToPath(new URL('../../adapters', import.meta.url));
const PACKAGE_NAME = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/;
/** Where a package keeps what it compiled. */
const BELOW = ['.', 'dist', 'lib', 'build'];
const CONFORMANCE_FILE = /^(?:[\w-]+\.)?conformance\.m?js$/;

/** Types of the adapters that come with the bridge and have a conformance file. */
export function typesUnderTest(): string[] {
  const folders = readdirSync(OWN_ADAPTERS, { withFileTypes: true }).filter((each) => each.isDirectory());
  return folders.map(({ name }) => name).filter((name) => filesIn(join(OWN_ADAPTERS, name)).length > 0);
}

/**
 * What an adapter's conformance file exports.
 * @param named a folder, an installed package, or the type of an adapter that comes with the bridge.
 * @throws Error that says what is missing and how to write it.
 */
export async function loadConformance(named: string): Promise<readonly AdapterUnderTest[]> {
  const file = conformanceFileIn(folderOf(named));
  const { conformance } = (await import(pathToFileURL(file).href)) as { conformance?: unknown };
  if (!isListOfAdapters(conformance))
    throw new Error(`${file} must export a list named conformance, each entry with manifest, operations and secrets`);
  return conformance;
}

function folderOf(named: string): string {
  const own = join(OWN_ADAPTERS, named);
  if (/^[a-z][a-z0-9-]*$/.test(named) && existsSync(own)) return own;
  const folder = resolve(named);
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  const installed = packageFolder(named, process.cwd());
  if (installed) return installed;
  const types = readdirSync(OWN_ADAPTERS, { withFileTypes: true }).filter((each) => each.isDirectory());
  throw new Error(
    `${named} is neither a folder, nor an installed package, nor one of ${types.map(({ name }) => name).join(', ')}`,
  );
}

/** Where `npm install` put it: in `node_modules` of a folder or of one above. */
function packageFolder(name: string, from: string): string | undefined {
  if (!PACKAGE_NAME.test(name)) return undefined;
  const place = join(from, 'node_modules', name);
  if (existsSync(place)) return place;
  return dirname(from) === from ? undefined : packageFolder(name, dirname(from));
}

function conformanceFileIn(folder: string): string {
  const [first] = filesIn(folder);
  if (first) return first;
  throw new Error(`there is no compiled <type>.conformance.js in ${folder}, nor below: docs/conformance.md says what to write`);
}

function filesIn(folder: string): string[] {
  const places = BELOW.map((below) => join(folder, below)).filter((place) => existsSync(place));
  return places.flatMap((place) =>
    readdirSync(place)
      .filter((name) => CONFORMANCE_FILE.test(name))
      .map((name) => join(place, name)),
  );
}

function isListOfAdapters(value: unknown): value is readonly AdapterUnderTest[] {
  const isOne = (each: Partial<AdapterUnderTest> | null) =>
    typeof each === 'object' && each !== null && each.manifest && each.operations && Array.isArray(each.secrets);
  return Array.isArray(value) && value.length > 0 && value.every(isOne);
}
