import { XmlError } from './xml-error.js';

const SKIPPED = [
  { opens: '<!--', closes: '-->' },
  { opens: '<![CDATA[', closes: ']]>' },
] as const;

/** @throws XmlError when there is a document type: entities and external files begin there. Comments and CDATA may speak of one. */
export function refuseDoctype(text: string): void {
  for (let at = text.indexOf('<!'); at >= 0;) {
    const section = SKIPPED.find(({ opens }) => text.startsWith(opens, at));
    if (!section) throw new XmlError('a document type is not accepted');
    const end = text.indexOf(section.closes, at + section.opens.length);
    if (end < 0) return;
    at = text.indexOf('<!', end);
  }
}
