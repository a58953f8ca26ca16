import type { EmulatedAnswer } from '../../../src/adapter-kit/emulator/http-emulator.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import { buildXml } from '../../../src/adapter-kit/xml/xml.js';

/** One entry of an answer; null is an empty element in XML. */
export type Entry = Readonly<Record<string, string | number | null>>;

const ROOTS = {
  services: 'service',
  service_requests: 'request',
  service_request_updates: 'request_update',
  errors: 'error',
} as const;
export type Root = keyof typeof ROOTS;

/** A list as GeoReport writes it, in the format that the path's end asks for. */
export function listed(path: string, root: Root, entries: readonly Entry[], status = 200): EmulatedAnswer {
  if (!path.endsWith('.xml'))
    return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(entries) };
  const body = buildXml(
    node(
      root,
      entries.map((entry) => toNode(ROOTS[root], entry)),
    ),
  );
  return { status, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
}

export function refused(path: string, code: number, description: string, headers: Record<string, string> = {}): EmulatedAnswer {
  const answer = listed(path, 'errors', [{ code, description }], code);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function toNode(name: string, entry: Entry): XmlNode {
  return node(
    name,
    Object.entries(entry).map(([key, value]) => node(key, value ?? [])),
  );
}
