import { XmlError } from './xml-error.js';

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

/** Decodes character references and XML's five entities; the parser asks it for every text and attribute of one document. */
export class EntityDecoder {
  private left: number;

  constructor(maxReferences: number) {
    this.left = maxReferences;
  }

  readonly decode = (text: string): string =>
    text.includes('&') ? text.replaceAll(/&([^;&\s]{1,12});/g, (_all, reference: string) => this.resolve(reference)) : text;

  // There is no document type, so there are no entities to be told of.
  setExternalEntities(): void {}
  addInputEntities(): void {}
  reset(): void {}
  setXmlVersion(): void {}

  private resolve(reference: string): string {
    if ((this.left -= 1) < 0) throw new XmlError('too many entities and character references');
    const decoded = PREDEFINED[reference] ?? character(reference);
    if (decoded === undefined) throw new XmlError(`unknown entity &${reference};`);
    return decoded;
  }
}

function character(reference: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([\da-f]+)|(\d+))$/i.exec(reference) ?? [];
  const code = hex ? Number.parseInt(hex, 16) : Number(decimal ?? NaN);
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0 && code <= 0x10ffff && !surrogate ? String.fromCodePoint(code) : undefined;
}
