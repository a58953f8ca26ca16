import { decodeText } from '../../../src/adapter-kit/charset.js';
import type { HttpAnswer } from '../../../src/adapter-kit/http.js';
import { parseXml, type XmlLimits } from '../../../src/adapter-kit/xml/xml.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { type Tables, ValueReader } from '../paths/value-reader.js';
import type { SoapDecoding } from '../settings/decoding-settings.js';
import { withParts } from './attached-parts.js';
import { csvRows } from './csv.js';
import { currentRows } from './data-sets.js';
import { opened } from './documents.js';
import { isMultipart, partsOf, rootOf } from './multipart.js';
import { withReferences } from './references.js';
import { replacingOnly } from './replacing.js';

/** The document of an answer; of a multipart one (MTOM, SwA) the first part, with the others where it refers to them. @throws XmlError */
export async function documentOf({ headers, text, bytes }: HttpAnswer, limits: XmlLimits): Promise<XmlElement> {
  const contentType = headers['content-type'];
  if (!isMultipart(contentType)) return parseXml(text, limits);
  const parts = await partsOf(bytes ?? Buffer.from(text), contentType);
  const root = rootOf(parts, contentType);
  return withParts(parseXml(decodeText(root.bytes, root.headers['content-type']), limits), parts);
}

/** Opens what is packed inside of a body, as an operation's `decode` says. */
export class BodyOpener {
  private readonly base64: readonly ValueReader[];
  private readonly documents: readonly ValueReader[];
  private readonly csv?: ValueReader;

  constructor(
    private readonly settings: SoapDecoding | undefined,
    private readonly limits: XmlLimits,
    tables: Tables,
  ) {
    this.base64 = (settings?.base64 ?? []).map((each) => new ValueReader(each, tables));
    this.documents = (settings?.documents ?? []).map((each) => new ValueReader(each, tables));
    this.csv = settings?.csv && new ValueReader(settings.csv.in, tables);
  }

  /** @throws XmlError for what is not what it is said to be. */
  open(body: XmlElement): XmlElement {
    let inside = this.settings?.references ? withReferences(body) : body;
    for (const reader of this.base64) inside = each(inside, reader, decodedText);
    for (const reader of this.documents) inside = each(inside, reader, (element) => opened(element, this.limits));
    const csv = this.settings?.csv;
    if (this.csv && csv)
      inside = each(inside, this.csv, (element) => ({ ...element, text: '', children: csvRows(element.text, csv) }));
    return currentRows(inside);
  }
}

function each(body: XmlElement, reader: ValueReader, change: (element: XmlElement) => XmlElement): XmlElement {
  const chosen = new Set(reader.elements({ body }));
  return chosen.size === 0 ? body : replacingOnly(body, chosen, change);
}

function decodedText(element: XmlElement): XmlElement {
  return { ...element, text: decodeText(Buffer.from(element.text, 'base64')) };
}
