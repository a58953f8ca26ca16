import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';

/** Elements whose names the schema qualifies wherever they stand (contract section 3). */
const QUALIFIED = new Set(['Preferred', 'Usage', 'ObjectType', 'ObjectReference', 'ObjectDescription', 'CaseReference']);

/** What was sent, to be shown again. */
export function toNodes({ children }: XmlElement): XmlNode[] {
  return children.map((each) => node(qualified(each.name), each.children.length > 0 ? toNodes(each) : each.text));
}

/** A ledger's field, as an element. */
export function toNode(name: string, value: unknown): XmlNode {
  if (typeof value !== 'object' || value === null) return node(qualified(name), String(value));
  return node(qualified(name), listed(value as Record<string, unknown>));
}

/** A ledger's fields, as elements; a list repeats its element. */
export function listed(fields: Readonly<Record<string, unknown>>): XmlNode[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => toNode(name, each)),
  );
}

function qualified(name: string): string {
  return QUALIFIED.has(name) ? `flt:${name}` : name;
}
