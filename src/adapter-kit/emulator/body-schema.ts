import { XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm';

/** An element's name with its namespace; the namespace is empty where there is none. */
export interface QualifiedName {
  readonly namespace: string;
  readonly name: string;
}

/** What namespaces say of an envelope. */
export interface EnvelopeNames {
  readonly root: QualifiedName;
  /** Entries of the header, in their order. */
  readonly header: readonly QualifiedName[];
}

/** A schema for what stands in a SOAP body, as libxml2 reads it. Compiled once; holds memory of its own until the process ends. */
export class BodySchema {
  private readonly validator: XsdValidator;

  /** @param text one whole schema: it can import nothing. */
  constructor(text: string) {
    const schema = XmlDocument.fromString(text);
    this.validator = XsdValidator.fromDoc(schema);
    schema.dispose();
  }

  /** What is wrong with the first element of an envelope's body; undefined when it is valid, or when the body is empty. */
  mistakeIn(envelope: Buffer | string): string | undefined {
    return this.validated(envelope, (root) => firstElement(namedChild(root, 'Body')));
  }

  /** What is wrong with a document; undefined when it is valid. */
  mistakeInDocument(document: Buffer | string): string | undefined {
    return this.validated(document, (root) => root);
  }

  private validated(text: Buffer | string, partOf: (root: XmlElement) => XmlElement | undefined): string | undefined {
    try {
      return reading(text, (root) => {
        const part = partOf(root);
        if (part) this.validator.validate(part);
        return undefined;
      });
    } catch (error) {
      return (error as Error).message.trim();
    }
  }
}

/** @throws Error for what is not well-formed. */
export function envelopeNames(envelope: Buffer | string): EnvelopeNames {
  return reading(envelope, (root) => {
    const header = namedChild(root, 'Header');
    return { root: nameOf(root), header: header ? elementsOf(header).map(nameOf) : [] };
  });
}

function reading<T>(text: Buffer | string, read: (root: XmlElement) => T): T {
  const document = typeof text === 'string' ? XmlDocument.fromString(text) : XmlDocument.fromBuffer(text);
  try {
    return read(document.root);
  } finally {
    document.dispose();
  }
}

function nameOf({ namespaceUri: namespace, name }: XmlElement): QualifiedName {
  return { namespace, name };
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
