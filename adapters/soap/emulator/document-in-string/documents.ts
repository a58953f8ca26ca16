import { parseXml } from '../../../../src/adapter-kit/xml/xml.js';
import type { XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../../src/adapter-kit/xml/xml-error.js';
import { schemaOf } from '../shared/contract.js';

const SCHEMA = schemaOf('document-in-string.documents.xsd');
const DECLARATION = /^<\?xml version="1\.0" encoding="ISO-8859-1"\?>\s*/i;

/** A document that came in a string: `unreadable` when it does not declare its encoding or is not as the schema says, `beyond` when it holds other characters. */
export function readDocument(text: string): XmlElement | 'unreadable' | 'beyond' {
  const document = text.trim();
  if (!DECLARATION.test(document)) return 'unreadable';
  const bare = document.replace(DECLARATION, '');
  if (SCHEMA.mistakeInDocument(bare) !== undefined) return 'unreadable';
  try {
    const read = parseXml(bare);
    return [...textsOf(read)].some((each) => /[^\u0000-\u00ff]/.test(each)) ? 'beyond' : read;
  } catch (error) {
    if (error instanceof XmlError) return 'unreadable';
    throw error;
  }
}

function* textsOf({ text, attributes, children }: XmlElement): Generator<string> {
  yield text;
  yield* Object.values(attributes);
  for (const each of children) yield* textsOf(each);
}
