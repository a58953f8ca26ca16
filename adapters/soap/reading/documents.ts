import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { parseXml, type XmlLimits } from '../../../src/adapter-kit/xml/xml.js';

/** As a document that was escaped once more than it is unescaped by reading the answer. */
const ESCAPED = /^(&lt;|&#60;|&#x3c;)/i;
const ESCAPED_AT_MOST = 2;

/**
 * An element whose text is a document, with the document's root as its child. A text that is none stays as it is: many services answer with a
 * document or a sentence.
 * @throws XmlError for a text that begins like a document and is none.
 */
export function opened(element: XmlElement, limits: XmlLimits): XmlElement {
  let text = element.text.replace(/^\uFEFF/, '').trim();
  for (let times = 0; times < ESCAPED_AT_MOST && ESCAPED.test(text); times += 1) text = unescaped(text, limits).trim();
  if (!text.startsWith('<')) return element;
  return { ...element, text: '', children: [parseXml(text, limits)] };
}

function unescaped(text: string, limits: XmlLimits): string {
  return parseXml(`<text>${text}</text>`, limits).text;
}
