import { isMapping } from '../settings/plain.js';

const SECRET_KEY = /pass|secret|token|credential|api-?key/i;

/** Values under keys that are named like secrets, for settings whose secrets stand there in the open. */
export function secretsInSettings(settings: unknown, below = false): string[] {
  if (typeof settings === 'string') return below ? [settings] : [];
  if (Array.isArray(settings)) return settings.flatMap((item) => secretsInSettings(item, below));
  if (!isMapping(settings)) return [];
  return Object.entries(settings).flatMap(([key, value]) => secretsInSettings(value, below || isSecret(key, value)));
}

const ADDRESS = /url$/i;

/** An address, a template or a setting of how tokens are fetched is not a secret itself. */
function isSecret(key: string, value: unknown): boolean {
  return (
    SECRET_KEY.test(key) &&
    !ADDRESS.test(key) &&
    (typeof value === 'string' ? !/\{[{%]/.test(value) : /^credentials?$/i.test(key))
  );
}
