import { child, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';
import type { Readable, Tables } from '../paths/value-reader.js';
import { ValueReader } from '../paths/value-reader.js';
import type { SoapReading } from '../settings/reading-settings.js';

/** What an operation answered. Paths of `from: body` begin with the names inside of the SOAP body. */
export interface Answer extends Readable {
  readonly http: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  /** The SOAP body, or something like it round the root of plain XML. */
  readonly body: XmlElement;
  readonly header: XmlElement | undefined;
  /** The fault, of either version of SOAP, if there is one. */
  readonly fault: XmlElement | undefined;
  /** The operation's `values`, as far as they were found. */
  readonly values: Readonly<Record<string, string>>;
}

/** Reads a document that may be an envelope. @throws XmlError when an envelope was due and there is none. */
export function openEnvelope(root: XmlElement, isEnveloped: boolean): Pick<Answer, 'body' | 'header' | 'fault'> {
  if (!isEnveloped) return { header: undefined, body: wrapped(root), fault: root.name === 'Fault' ? root : undefined };
  const body = child(root, 'Body');
  if (root.name !== 'Envelope' || !body) throw new XmlError(`a SOAP envelope was expected, not ${root.name}`);
  return { header: child(root, 'Header'), body, fault: body.children.find(({ name }) => name === 'Fault') };
}

/** One element as something to be read in: paths begin inside of it. */
export function within(element: XmlElement, answer: Pick<Answer, 'header' | 'http'>): Readable {
  return { body: element, header: answer.header, http: answer.http };
}

/** Readers by name, for a mapping of the settings. */
export function readersOf(settings: Readonly<Record<string, SoapReading>>, tables: Tables): ReadonlyMap<string, ValueReader> {
  return new Map(Object.entries(settings).map(([name, reading]) => [name, new ValueReader(reading, tables)]));
}

/** What is found, by name; what is not is absent. */
export function readValues(readers: ReadonlyMap<string, ValueReader>, from: Readable): Record<string, string> {
  const found = [...readers].map(([name, reader]) => [name, reader.read(from)] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function wrapped(root: XmlElement): XmlElement {
  return { name: '', attributes: {}, text: '', children: [root], isNil: false };
}
