import { isMapping } from '../tree/tree-keys.js';

/** What can be told of a tree without values. */
export interface Outline {
  readonly name: string;
  /** Constant `xsi:type`, without its prefix. */
  readonly type?: string;
  readonly attributes: readonly string[];
  readonly children: readonly Outline[];
  /** More children come at run time, or other ones: only what is there can be judged. */
  readonly isOpen: boolean;
  /** Its name is made at run time. */
  readonly isNamedLater: boolean;
  /** One of several of which one is sent. */
  readonly isAlternative: boolean;
}

/** The elements of a tree, in their order. Trees that are none have none. */
export function outlineOf(source: unknown, isAlternative = false): Outline[] {
  if (Array.isArray(source)) return source.flatMap((each) => outlineOf(each, isAlternative));
  if (!isMapping(source)) return [];
  return Object.entries(source).flatMap(([key, value]) => {
    if (key === '$children') return outlineOf(value, isAlternative);
    if (key === '$oneOf') return outlineOf(value, true);
    if (/^[$@]/.test(key)) return [];
    return Array.isArray(value)
      ? value.map((each) => elementOf(key, each, isAlternative))
      : [elementOf(key, value, isAlternative)];
  });
}

function elementOf(name: string, source: unknown, isAlternative: boolean): Outline {
  const mapping = isMapping(source) ? source : {};
  const type = mapping['@xsi:type'];
  const fixed = typeof type === 'string' && !type.includes('{') ? local(type) : undefined;
  return {
    name: local(name),
    type: fixed,
    attributes: Object.keys(mapping)
      .filter((key) => key.startsWith('@') && !/^@(xsi:|xmlns(:|$))/.test(key))
      .map((key) => local(key.slice(1))),
    children: outlineOf(mapping),
    isOpen: '$merge' in mapping || (type !== undefined && fixed === undefined),
    isNamedLater: '$name' in mapping,
    isAlternative,
  };
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
