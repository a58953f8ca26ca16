import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { idOf, type Part } from './multipart.js';
import { replacing } from './replacing.js';

/**
 * The tree with what lies in other parts in its place, in base64: `xop:Include` (XOP, section 4) and `href="cid:..."` (SOAP with attachments).
 * What refers to no part stays as it is.
 */
export function withParts(root: XmlElement, parts: readonly Part[]): XmlElement {
  const byId = new Map(parts.map((part) => [idOf(part), part]));
  const partOf = (element: XmlElement | undefined) => byId.get(contentId(element?.attributes['href']));
  return replacing(root, (element) => {
    const [only] = element.children;
    const part = only?.name === 'Include' ? partOf(only) : partOf(element);
    return part ? { ...element, children: [], text: part.bytes.toString('base64') } : element;
  });
}

function contentId(href: string | undefined): string {
  if (!href?.startsWith('cid:')) return '\0';
  try {
    return decodeURIComponent(href.slice(4));
  } catch {
    return href.slice(4);
  }
}
