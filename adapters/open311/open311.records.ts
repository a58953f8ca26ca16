import type { XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { parseXml } from '../../src/adapter-kit/xml/xml.js';

/** One entry of a GeoReport answer: what isn't there, is null or is empty is absent. Only `media_url` may have several values. */
export interface GeoReportEntry {
  readonly fields: Readonly<Record<string, string>>;
  readonly mediaUrls: readonly string[];
}

/**
 * The entries of an answer in either format: `[{...}]`, an object alone, or `<root><entry>...</entry></root>` (contract sections 5 and 16).
 * @throws Error when it is neither.
 */
export function entriesOf(text: string, format: 'json' | 'xml'): GeoReportEntry[] {
  return format === 'json' ? fromJson(JSON.parse(text.replace(/^\uFEFF/, ''))) : fromXml(parseXml(text));
}

function fromJson(body: unknown): GeoReportEntry[] {
  if (Array.isArray(body)) return body.map(jsonEntry);
  if (typeof body !== 'object' || body === null) throw new Error('the answer is neither a list nor an object');
  return [jsonEntry(body)];
}

/** @throws Error for what is no object. */
export function jsonEntry(entry: unknown): GeoReportEntry {
  if (typeof entry !== 'object' || entry === null) throw new Error('an entry of the answer is no object');
  const { media_url: media, ...others } = entry as Record<string, unknown>;
  return { fields: filled(Object.entries(others)), mediaUrls: [media].flat(2).flatMap(texts) };
}

function fromXml(root: XmlElement): GeoReportEntry[] {
  // A web server's page may well be sound XML.
  if (/^html$/i.test(root.name)) throw new Error('the answer is a web page');
  return root.children.map((entry) => ({
    fields: filled(entry.children.filter(({ name }) => name !== 'media_url').map(({ name, text }) => [name, text])),
    mediaUrls: entry.children.filter(({ name }) => name === 'media_url').flatMap(nestedTexts),
  }));
}

function filled(fields: readonly (readonly [string, unknown])[]): Record<string, string> {
  return Object.fromEntries(fields.flatMap(([name, value]) => texts(value).map((text) => [name, text])));
}

function texts(value: unknown): string[] {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? [] : [text];
}

/** Several pictures of an update stand in elements inside the one (section 16.1). */
function nestedTexts({ text, children }: XmlElement): string[] {
  return children.length > 0 ? children.flatMap(nestedTexts) : texts(text);
}
