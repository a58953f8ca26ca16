import { parseXml } from '../adapter-kit/xml/xml.js';
import type { XmlElement } from '../adapter-kit/xml/xml-element.js';
import type { AttributeAnswer } from '../domain/service-request.js';
import type { SourceRecord } from './import-source.js';

type Entry = Omit<SourceRecord, 'place'>;

/**
 * The requests of a GeoReport answer in either format (contract sections 5 and 12.2), with the answers that some servers add (section 15.4).
 * @throws Error when it is no such answer.
 */
export function recordsOf(text: string, format: 'json' | 'xml'): Entry[] {
  return format === 'json' ? fromJson(JSON.parse(text.replace(/^\uFEFF/, ''))) : parseXml(text).children.map(xmlEntry);
}

function fromJson(body: unknown): Entry[] {
  // Some servers wrap the list in an object, as XML does.
  const list = Array.isArray(body) ? body : Object.values((body ?? {}) as object).find(Array.isArray);
  if (!list) throw new Error('the answer is no list of requests');
  return list.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) throw new Error('an entry of the answer is no object');
    return jsonEntry(entry as Record<string, unknown>);
  });
}

function jsonEntry({ media_url: media, attributes, ...others }: Record<string, unknown>): Entry {
  const fields = Object.entries(others).flatMap(([name, value]) => scalar(value).map((text) => [name, text]));
  return {
    fields: Object.fromEntries(fields) as Record<string, string>,
    attributes: jsonAnswers(attributes),
    mediaUrls: [media].flat(2).flatMap(scalar),
  };
}

/** A list of `{ code, value }`, one for each value, or an object. */
function jsonAnswers(attributes: unknown): AttributeAnswer[] {
  if (Array.isArray(attributes))
    return gathered(
      (attributes as Record<string, unknown>[]).map((each) => [
        scalar(each?.['code'] ?? each?.['name'])[0],
        scalar(each?.['value'])[0],
      ]),
    );
  return gathered(
    Object.entries(attributes ?? {}).flatMap(([code, value]) => [value].flat().map((each) => [code, scalar(each)[0]] as const)),
  );
}

function xmlEntry({ children }: XmlElement): Entry {
  const plain = children.filter((each) => each.children.length === 0 && each.name !== 'media_url');
  const attributes = children.find(({ name }) => name === 'attributes')?.children ?? [];
  const fields = plain.flatMap(({ name, text }) => scalar(text).map((value) => [name, value]));
  return {
    fields: Object.fromEntries(fields) as Record<string, string>,
    attributes: gathered(attributes.map((each) => [inner(each, 'code') ?? inner(each, 'name'), inner(each, 'value')])),
    mediaUrls: children.filter(({ name }) => name === 'media_url').flatMap(leaves),
  };
}

function gathered(pairs: readonly (readonly [code: string | undefined, value: string | undefined])[]): AttributeAnswer[] {
  const answers = new Map<string, string[]>();
  for (const [code, value] of pairs)
    if (code !== undefined && value !== undefined) answers.set(code, [...(answers.get(code) ?? []), value]);
  return [...answers].map(([code, values]) => ({ code, values }));
}

function inner({ children }: XmlElement, name: string): string | undefined {
  return scalar(children.find((each) => each.name === name)?.text)[0];
}

function leaves({ text, children }: XmlElement): string[] {
  return children.length > 0 ? children.flatMap(leaves) : scalar(text);
}

function scalar(value: unknown): string[] {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? [] : [text];
}
