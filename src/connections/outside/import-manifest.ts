import { fileURLToPath } from 'node:url';
import { AdapterRefused } from './adapter-refused.js';

const LOAD_LIMIT_MS = 10_000;
const ONLY_IMPORTED = `the kit can be imported only, not required: write import, and "type": "module" into package.json`;
const FIELDS = ['contractVersion', 'type', 'settingsClass', 'create'];

/**
 * What a module exports as its manifest, unchecked.
 * @param url file URL.
 * @throws AdapterRefused
 */
export async function importManifest(url: string): Promise<Readonly<Record<string, unknown>>> {
  const exported = await imported(url);
  const whole = exported.default as Readonly<Record<string, unknown>> | undefined;
  // A CommonJS module is its own default; one compiled from TypeScript has another default in it.
  const manifest = [whole, exported.adapter, whole?.default, whole?.adapter].find(looksLikeManifest);
  if (manifest) return manifest;
  const names = Object.keys(exported);
  throw new AdapterRefused(
    `exports no manifest: its default export, or one named adapter, must be what defineAdapter returns; it exports ${names.join(', ') || 'nothing'}`,
  );
}

function looksLikeManifest(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && FIELDS.some((field) => field in value);
}

async function imported(url: string): Promise<Readonly<Record<string, unknown>>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AdapterRefused(`has not finished loading after ${LOAD_LIMIT_MS / 1000} s`)),
      LOAD_LIMIT_MS,
    );
  });
  try {
    return (await Promise.race([import(url), tooLong])) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw error instanceof AdapterRefused ? error : new AdapterRefused(whyNotLoaded(error, fileURLToPath(url)));
  } finally {
    clearTimeout(timer);
  }
}

function whyNotLoaded(error: unknown, file: string): string {
  const { code, name, message } = (
    typeof error === 'object' && error !== null ? error : { message: String(error) }
  ) as NodeJS.ErrnoException;
  const said = (message ?? '').split('\n')[0]!;
  if (code === 'ERR_MODULE_NOT_FOUND') return `needs something that is not installed: ${said}; run npm install in its folder`;
  if (code === 'MODULE_NOT_FOUND')
    return `needs something that is not installed: ${said}; run npm install in its folder; ${ONLY_IMPORTED}`;
  if (code === 'ERR_REQUIRE_ASYNC_MODULE') return `requires an ES module: ${ONLY_IMPORTED}`;
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return `is no JavaScript: ${said}; build it first, and let package.json lead to what was built`;
  return `throws when it is loaded (${file}): ${name && name !== 'Error' ? `${name}: ` : ''}${said}`;
}
