import type { XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';

/** Everything an element says, by name; what repeats is a list. */
export function toFields(element: XmlElement): Record<string, unknown> {
  const names = [...new Set(element.children.map(({ name }) => name))];
  const valueOf = (each: XmlElement): unknown => (each.children.length > 0 ? toFields(each) : each.text);
  return Object.fromEntries(
    names.map((name) => {
      const values = element.children.filter((each) => each.name === name).map(valueOf);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
