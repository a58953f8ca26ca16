import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { GeoReportServer } from './server.js';

/** What each container of the contract holds (MAP-2), and so what is a list in JSON. */
const ITEMS: Readonly<Record<string, string>> = {
  services: 'service',
  service_requests: 'request',
  service_request_updates: 'request_update',
  errors: 'error',
  attributes: 'attribute',
  values: 'value',
  endpoints: 'endpoint',
  formats: 'format',
  groups: 'group',
  media_urls: 'media_url',
  notes: 'note',
};
const BOOLEANS = new Set(['metadata', 'variable', 'required', 'active']);
const NUMBERS = new Set(['order', 'lat', 'long']);
/** Texts that are `""` where others are null (section 8, section 9). */
const NEVER_NULL = new Set(['description', 'keywords', 'group', 'datatype_description']);

const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true });

/** An XML document of ours in its JSON shape (section 14). @throws for XML that is not well-formed, or has attributes. */
export function jsonShape(xml: string): unknown {
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new Error(`${validity.err.msg}: ${xml.slice(0, 500)}`);
  const document = parser.parse(xml.replace(/>\s+$/, '>').replace(/(\?>)\s+/, '$1')) as Record<string, unknown>;
  const [[root, content]] = Object.entries(document) as [[string, unknown]];
  return shaped(root, content, root);
}

function shaped(name: string, content: unknown, root: string): unknown {
  const item = ITEMS[name];
  if (item) {
    const items = content === '' ? [] : [(content as Record<string, unknown>)[item]].flat();
    return items.map((each) => shaped(item, each, root));
  }
  if (typeof content === 'object' && content !== null)
    return Object.fromEntries(Object.entries(content).map(([key, each]) => [key, shaped(key, each, root)]));
  return leaf(name, String(content), root);
}

function leaf(name: string, text: string, root: string): unknown {
  if (BOOLEANS.has(name)) return text === 'true' ? true : text === 'false' ? false : text;
  if (text === '') return NEVER_NULL.has(name) && root !== 'service_requests' ? '' : null;
  return NUMBERS.has(name) || (name === 'code' && root === 'errors') ? Number(text) : text;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly xml: string;
  readonly headers: Headers;
}

/** Answers of one address in both formats, which must have one status and carry one document, keys in one order (MAP-6). */
export async function both<T = Record<string, unknown>[]>(
  path: string,
  send: (path: string) => Promise<Response>,
): Promise<Answer<T>> {
  const [resource, query = ''] = path.split('?');
  const suffixed = (suffix: string) => `${resource}.${suffix}${query && `?${query}`}`;
  const [asXml, asJson] = [await send(suffixed('xml')), await send(suffixed('json'))];
  const [xml, json] = [await asXml.text(), await asJson.text()];
  const types = [asXml.headers.get('content-type'), asJson.headers.get('content-type')];
  expect(types).toEqual(['text/xml; charset=utf-8', 'application/json; charset=utf-8']);
  expect(asXml.status).toBe(asJson.status);
  expect(JSON.stringify(jsonShape(xml))).toBe(json);
  return { status: asJson.status, body: JSON.parse(json) as T, xml, headers: asXml.headers };
}

export const readBoth = <T = Record<string, unknown>[]>(server: GeoReportServer, path: string): Promise<Answer<T>> =>
  both<T>(path, (each) => server.get(each));

/** Posted twice, once for each format; errors only, for two reports have two ids. */
export const refusedBoth = (server: GeoReportServer, fields: Record<string, string | string[]>, path = 'requests') =>
  both<{ code: number; description: string }[]>(path, (each) => server.post(fields, { path: each }));
