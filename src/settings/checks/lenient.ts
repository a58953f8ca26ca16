import type { KeyPath } from '../mistake.js';
import { isMapping } from '../plain.js';

export interface Placed<T> {
  readonly item: T;
  readonly path: KeyPath;
}

/**
 * The mappings of a list or record, each with its place. What has another shape is left out: that was told already, and one mistake
 * must not hide the next.
 */
export function mappings<T extends object>(
  list: readonly T[] | Readonly<Record<string, T>> | undefined,
  path: KeyPath,
): Placed<T>[] {
  if (typeof list !== 'object' || list === null) return [];
  const entries: [string | number, T][] = Array.isArray(list)
    ? [...(list as T[]).entries()]
    : Object.entries(list as Record<string, T>);
  return entries.filter(([, item]) => isMapping(item)).map(([key, item]) => ({ item, path: [...path, key] }));
}

/** The texts of a list, each with its place. */
export function texts(list: readonly string[] | undefined, path: KeyPath): Placed<string>[] {
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).flatMap((item, index) => (typeof item === 'string' ? [{ item, path: [...path, index] }] : []));
}

/** Those whose value an earlier one has too. */
export function repeated<V>(places: readonly Placed<V>[]): Placed<V>[] {
  const seen = new Set<V>();
  return places.filter(({ item }) => item !== undefined && (seen.has(item) || !seen.add(item)));
}
