/** Keys of an element that are no children of it. Attributes begin with `@`. */
export const ELEMENT_KEYS = [
  '$text',
  '$value',
  '$children',
  '$when',
  '$each',
  '$name',
  '$empty',
  '$max',
  '$maxBytes',
  '$marker',
  '$keep',
  '$newlines',
  '$cdata',
  '$escaped',
  '$declaration',
  '$merge',
  '$oneOf',
] as const;

/** What a text is fitted by. */
export const LIMIT_KEYS = ['$max', '$maxBytes', '$marker', '$keep', '$newlines'] as const;

export type ElementMapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is ElementMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names a place in a tree for its author. */
export class TreeMistake extends Error {
  override readonly name = 'TreeMistake';
  constructor(at: readonly string[], reason: string, options?: ErrorOptions) {
    super(`${at.join(' > ') || 'the tree'}: ${reason}`, options);
  }
}

/** A key that holds one kind of value. @throws TreeMistake for another. */
export function textKey(mapping: ElementMapping, key: string, at: readonly string[]): string | undefined {
  const value = mapping[key];
  if (value === undefined || typeof value === 'string') return value;
  throw new TreeMistake(at, `${key} must be a text`);
}

export function countKey(mapping: ElementMapping, key: string, at: readonly string[]): number | undefined {
  const value = mapping[key];
  if (value === undefined || (Number.isInteger(value) && (value as number) > 0)) return value as number | undefined;
  throw new TreeMistake(at, `${key} must be a whole number above 0`);
}

export function wordKey<T extends string>(
  mapping: ElementMapping,
  key: string,
  words: readonly T[],
  at: readonly string[],
): T | undefined {
  const value = mapping[key];
  if (value === undefined || words.includes(value as T)) return value as T | undefined;
  throw new TreeMistake(at, `${key} must be one of ${words.join(', ')}`);
}
