import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';

/** A document as expressions see it: `{root: ...}`. */
export function plainXml(root: XmlElement): Record<string, unknown> {
  return { [root.name]: plain(root) };
}

/** A text where there is nothing else; else a mapping, with attributes as `@name`, text as `#text`, and a list where a name comes again. */
function plain({ attributes, children, text, isNil }: XmlElement): unknown {
  if (isNil) return null;
  const entries = Object.entries(attributes);
  if (entries.length === 0 && children.length === 0) return text.trim();
  const found = new Map<string, unknown>(entries.map(([name, value]) => [`@${name}`, value]));
  const names = [...new Set(children.map(({ name }) => name))];
  for (const name of names) {
    const values = children.filter((child) => child.name === name).map(plain);
    found.set(name, values.length === 1 ? values[0] : values);
  }
  if (text.trim() !== '') found.set('#text', text.trim());
  return Object.fromEntries(found);
}
