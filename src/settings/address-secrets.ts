import type { KeyPath } from './mistake.js';

const ADDRESS_KEY = /(url|endpoint)$/i;
/** A part of a path that nobody chose for its meaning, such as that of a web hook. */
const TOKEN = /^(?=.*\d)[\w-]{16,}$/;

/**
 * What of an address may not be shown: where a connection leads is what an operator has to see, test system or live.
 * @param key the setting that the text is for.
 * @returns name and password in it; undefined where it is no address, or may be a secret as a whole.
 */
export function secretsOfAddress(text: string, key: KeyPath[number] | undefined): readonly string[] | undefined {
  if (!ADDRESS_KEY.test(String(key)) || !URL.canParse(text)) return undefined;
  const { search, hash, pathname, password } = new URL(text);
  if (search !== '' || hash !== '' || pathname.split('/').some((part) => TOKEN.test(part))) return undefined;
  const [, credentials] = /^[a-z][a-z0-9+.-]*:\/\/([^/]*)@/i.exec(text) ?? [];
  if (credentials === undefined) return [];
  return [credentials, ...(password === '' ? [] : [password, decodeURIComponent(password)])];
}
