import { decodeText } from '../../adapter-kit/charset.js';
import { XmlError } from '../../adapter-kit/xml/xml-error.js';
import { parseXml, XML_LIMITS } from '../../adapter-kit/xml/xml.js';
import { CallbackRefused } from '../callback-refused.js';
import { xmlView } from './xml-view.js';

/** What expressions look into. */
export interface CallbackDocument {
  /** By names in lower case, without those that hold secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** A parameter that came several times is a list. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** A message as it was kept. */
export interface KeptMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly body: Buffer;
}

/** Nothing that a CRM tells of a case needs more, and a parser takes many times longer for an element than for a text of its length. */
const LIMITS = { ...XML_LIMITS, maxElements: 50_000, maxAttributes: 20_000 };
const MOST_PARAMETERS = 5_000;

/**
 * XML, JSON or a form, by the content type; where that says nothing, by what the body looks like.
 * @throws CallbackRefused (`unreadable`) for what is none of them, or not well-formed, or has a document type.
 */
export function readDocument({ headers, query, body }: KeptMessage): CallbackDocument {
  return { headers, query: formOf(query), body: bodyOf(body, headers['content-type']) };
}

function bodyOf(bytes: Buffer, contentType: string | undefined): unknown {
  const text = decodeText(bytes, contentType).replace(/^\uFEFF/, '');
  const type = contentType?.split(';')[0]!.trim().toLowerCase() ?? '';
  if (text.trim() === '') return {};
  if (/[/+]json$/.test(type)) return jsonOf(text);
  if (/[/+]xml$/.test(type)) return xmlOf(text);
  if (type === 'application/x-www-form-urlencoded') return formOf(text);
  if (type !== '' && type !== 'text/plain' && type !== 'application/octet-stream')
    throw new CallbackRefused('unreadable', 'the body must be JSON, XML or a form, and its content type must say so');
  return text.trimStart().startsWith('<') ? xmlOf(text) : jsonOf(text);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CallbackRefused('unreadable', 'the body is not JSON');
  }
}

function xmlOf(text: string): unknown {
  try {
    const root = parseXml(text, LIMITS);
    return { [root.name]: xmlView(root) };
  } catch (error) {
    if (error instanceof XmlError) throw new CallbackRefused('unreadable', `the body is no XML that is taken: ${error.message}`);
    throw error;
  }
}

function formOf(text: string): Readonly<Record<string, unknown>> {
  const byName = new Map<string, string[]>();
  let left = MOST_PARAMETERS;
  for (const [name, value] of new URLSearchParams(text)) {
    if (left-- === 0) throw new CallbackRefused('unreadable', `more than ${MOST_PARAMETERS} parameters`);
    const values = byName.get(name);
    if (values) values.push(value);
    else byName.set(name, [value]);
  }
  return Object.fromEntries([...byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
