import { readFileSync } from 'node:fs';
import { XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm';

/** The shipped schemas and WSDLs, by file name. */
export function contractFile(name: string): string {
  return readFileSync(new URL(`../contract/${name}`, import.meta.url), 'utf8');
}

/** One of the contract's schemas, as libxml2 reads it. Compiled once; holds memory of its own until the process ends. */
export class FlSchema {
  private readonly validator: XsdValidator;

  constructor(file: 'FLTypes.xsd' | 'FLAuthTypes.xsd') {
    const schema = XmlDocument.fromString(contractFile(file));
    this.validator = XsdValidator.fromDoc(schema);
    schema.dispose();
  }

  /** What is wrong with the first element of an envelope's body; undefined when it is valid, or when the body is empty. */
  mistakeIn(envelope: Buffer | string): string | undefined {
    const document = typeof envelope === 'string' ? XmlDocument.fromString(envelope) : XmlDocument.fromBuffer(envelope);
    try {
      const content = firstElement(namedChild(document.root, 'Body'));
      if (content) this.validator.validate(content);
      return undefined;
    } catch (error) {
      return (error as Error).message.trim();
    } finally {
      document.dispose();
    }
  }
}

function namedChild(parent: XmlElement, name: string): XmlElement | undefined {
  return elementsOf(parent).find((each) => each.name === name);
}

function firstElement(parent: XmlElement | undefined): XmlElement | undefined {
  return parent && elementsOf(parent)[0];
}

function elementsOf(parent: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let each = parent.firstChild; each; each = each.next) if (each instanceof XmlElement) found.push(each);
  return found;
}
