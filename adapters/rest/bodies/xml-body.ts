import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';

/**
 * A document out of a mapping with one key, the root. Keys with `@` are attributes, `#text` is the text beside them, a list repeats its element,
 * null is left out. @throws Error for what is no such mapping, XmlError for a name that XML does not allow.
 */
export function xmlOf(found: unknown): XmlNode {
  const roots = typeof found === 'object' && found !== null && !Array.isArray(found) ? elementsIn(found) : [];
  if (roots.length !== 1) throw new Error('the body must give a mapping with one key, the root of the document');
  return roots[0]!;
}

function elementsIn(mapping: object): XmlNode[] {
  return Object.entries(mapping).flatMap(([name, value]: [string, unknown]) => {
    if (name.startsWith('@') || name === '#text' || value === null || value === undefined) return [];
    return Array.isArray(value) ? value.map((item) => element(name, item)) : [element(name, value)];
  });
}

function element(name: string, value: unknown): XmlNode {
  if (typeof value !== 'object' || value === null) return node(name, String((value ?? '') as string));
  if (Array.isArray(value)) throw new Error(`${name}: a list of lists has no place in XML`);
  const entries = Object.entries(value as Record<string, unknown>);
  const attributes = entries.filter(([key, each]) => key.startsWith('@') && each !== null);
  const text = (value as Record<string, unknown>)['#text'];
  const inside = elementsIn(value);
  const given = Object.fromEntries(attributes.map(([key, each]) => [key.slice(1), String(each as string)]));
  return node(name, inside.length > 0 || text === undefined || text === null ? inside : String(text as string), given);
}
