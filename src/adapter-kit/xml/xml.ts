import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { refuseDoctype } from './doctype.js';
import { EntityDecoder } from './entity-decoder.js';
import type { XmlElement } from './xml-element.js';
import { XmlError } from './xml-error.js';
import type { XmlNode } from './xml-node.js';
import { xmlText } from './xml-text.js';

/** What a document may need at most. */
export interface XmlLimits {
  readonly maxCharacters: number;
  /** Elements inside one another. */
  readonly maxDepth: number;
  /** In all. A parser takes many times longer for an element or an attribute than for a text of its length. */
  readonly maxElements: number;
  readonly maxAttributes: number;
  /** Entities and character references together. */
  readonly maxReferences: number;
}

export const XML_LIMITS: XmlLimits = {
  maxCharacters: 16_000_000,
  maxDepth: 64,
  maxElements: 300_000,
  maxAttributes: 100_000,
  maxReferences: 1_000_000,
};

const TEXT = '#text';
const ATTRIBUTES = ':@';
const PREFIX = '@';
const CDATA = '#cdata';

/** The library's ordered shape: one key that is the element's name or `#text`, and the attributes beside it. */
type Ordered = { readonly [ATTRIBUTES]?: Readonly<Record<string, string>> } & Readonly<
  Record<string, Ordered[] | string | undefined>
>;

/**
 * Reads one document into a tree without namespaces. Values stay texts.
 * @throws XmlError when it isn't well-formed, has a document type or breaks a limit.
 */
export function parseXml(text: string, limits: XmlLimits = XML_LIMITS): XmlElement {
  if (text.length > limits.maxCharacters) throw new XmlError(`more than ${limits.maxCharacters} characters`);
  const document = text.replace(/^\uFEFF/, '').trim();
  refuseDoctype(document);
  refuseTooMany(document, limits);
  const valid = XMLValidator.validate(document);
  // The library overlooks text behind the root.
  if (!document.endsWith('>')) throw new XmlError('not well-formed: it does not end with a tag');
  if (valid !== true) throw new XmlError(`not well-formed, line ${valid.err.line}: ${valid.err.msg}`);
  const roots = parseOrdered(document, limits);
  if (roots.length !== 1) throw new XmlError(`${roots.length} roots instead of one`);
  return toElement(roots[0]!);
}

export interface WrittenAs {
  /** Named in the declaration; whoever sends the document encodes it so. */
  readonly encoding?: string;
  /** False: the document begins with its root. */
  readonly declaration?: boolean;
}

/** Writes a document with its declaration, in UTF-8 by name. Texts are escaped here and nowhere else; see `xmlText` for what is left out. */
export function buildXml(root: XmlNode, { encoding = 'UTF-8', declaration = true }: WrittenAs = {}): string {
  const begin = declaration ? `<?xml version="1.0" encoding="${encoding}"?>\n` : '';
  return `${begin}${builder.build([toOrdered(root)])}`;
}

/** Counted in the text, before anybody parses it: what only looks like an element or an attribute counts too. */
function refuseTooMany(document: string, { maxElements, maxAttributes }: XmlLimits): void {
  let [elements, attributes] = [0, 0];
  for (const { 0: found } of document.matchAll(/<(?![/!?])|=\s*["']/g)) {
    if (found === '<') elements += 1;
    else attributes += 1;
    if (elements > maxElements) throw new XmlError(`more than ${maxElements} elements`);
    if (attributes > maxAttributes) throw new XmlError(`more than ${maxAttributes} attributes`);
  }
}

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: PREFIX,
  cdataPropName: CDATA,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  processEntities: true,
});

function parseOrdered(text: string, limits: XmlLimits): Ordered[] {
  try {
    return parserFor(limits).parse(text) as Ordered[];
  } catch (error) {
    if (error instanceof XmlError) throw error;
    throw new XmlError(`not readable: ${(error as Error).message}`, { cause: error });
  }
}

function parserFor({ maxDepth, maxReferences }: XmlLimits): XMLParser {
  return new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: PREFIX,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    maxNestedTags: maxDepth,
    entityDecoder: new EntityDecoder(maxReferences),
    // Each name stands alone in an object of its own; the few that would still do harm are refused.
    onDangerousProperty: (name) => name,
  });
}

function toElement(ordered: Ordered): XmlElement {
  const { [ATTRIBUTES]: given = {}, ...rest } = ordered;
  const [name, content] = Object.entries(rest)[0] as [string, Ordered[]];
  const attributes = Object.fromEntries(
    Object.entries(given)
      .map(([key, value]) => [key.slice(PREFIX.length), value] as const)
      .filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:'))
      .map(([key, value]) => [localName(key), value]),
  );
  return {
    name: localName(name),
    attributes,
    text: content.map((each) => (typeof each[TEXT] === 'string' ? each[TEXT] : '')).join(''),
    children: content.filter((each) => !(TEXT in each)).map(toElement),
    isNil: attributes['nil'] === 'true' || attributes['nil'] === '1',
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function toOrdered({ name, attributes, content, cdata }: XmlNode): Ordered {
  const inside =
    typeof content === 'string' ? (cdata ? cdataSections(content) : textNodes(content)) : content.map((each) => toOrdered(each));
  const prefixed = Object.entries(attributes).map(([key, value]) => [`${PREFIX}${key}`, xmlText(value)]);
  const beside = prefixed.length > 0 ? { [ATTRIBUTES]: Object.fromEntries(prefixed) as Record<string, string> } : {};
  return { [name]: inside, ...beside } as Ordered;
}

function textNodes(text: string): Ordered[] {
  const clean = xmlText(text);
  return clean === '' ? [] : [{ [TEXT]: clean } as Ordered];
}

/** What ends a section can't stand in one, so it is divided between two. */
function cdataSections(text: string): Ordered[] {
  const sections = xmlText(text).split(/(?<=\]\])(?=>)/);
  return sections.filter((each) => each !== '').map((each) => ({ [CDATA]: textNodes(each) }) as Ordered);
}
