import type { XmlElement } from '../../adapter-kit/xml/xml-element.js';

export type XmlView = string | null | { readonly [name: string]: XmlView | readonly XmlView[] };

/**
 * An element as JSON, for expressions: one with neither children nor attributes is its text (nil: null), any other an object of its children by
 * name, a list where several have the same, its attributes as `@name`, and its own text as `$text` where it has any.
 */
export function xmlView(element: XmlElement): XmlView {
  const { attributes, children, text, isNil } = element;
  if (isNil) return null;
  const own = text.trim();
  if (children.length === 0 && Object.keys(attributes).length === 0) return own;
  const byName = new Map<string, XmlView[]>();
  for (const each of children) byName.set(each.name, [...(byName.get(each.name) ?? []), xmlView(each)]);
  return Object.fromEntries([
    ...Object.entries(attributes).map(([name, value]) => [`@${name}`, value] as const),
    ...[...byName].map(([name, views]) => [name, views.length === 1 ? views[0]! : views] as const),
    ...(own === '' ? [] : [['$text', own] as const]),
  ]);
}
