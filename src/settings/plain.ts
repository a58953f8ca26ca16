import type { KeyPath } from './mistake.js';

export type Plain = Record<string, unknown>;

/** What YAML calls a mapping. */
export function isMapping(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Mappings are merged key by key, anything else is replaced; a key without a value leaves what was there. */
export function deepMerge(base: unknown, over: unknown): unknown {
  if (over === undefined || over === null) return base;
  if (!isMapping(base) || !isMapping(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) merged.set(key, merged.has(key) ? deepMerge(merged.get(key), value) : value);
  return Object.fromEntries(merged);
}

/** The same structure with every scalar and every place passed through `change`. */
export function mapLeaves(value: unknown, change: (leaf: unknown, path: KeyPath) => unknown, path: KeyPath = []): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mapLeaves(item, change, [...path, index]));
  if (!isMapping(value)) return change(value, path);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLeaves(item, change, [...path, key])]));
}
