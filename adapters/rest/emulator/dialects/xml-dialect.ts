import type { EmulatedAnswer, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { buildXml, parseXml } from '../../../../src/adapter-kit/xml/xml.js';
import type { XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../../src/adapter-kit/xml/xml-error.js';
import { node, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { type Dialect, saying } from './translated.js';

/** Takes documents whose root may have any name, files as a form, and answers `<answer>` with an `<item>` for each of a list. */
export class XmlDialect implements Dialect {
  addressed(request: EmulatedRequest): EmulatedRequest {
    return request;
  }

  read(request: EmulatedRequest): EmulatedRequest | undefined {
    const type = request.headers['content-type'] ?? '';
    if (request.method === 'GET' || type.startsWith('multipart/form-data')) return request;
    const root = /^(application|text)\/xml/.test(type) ? documentIn(request.body) : undefined;
    return root && saying(request, contentOf(root));
  }

  write({ status, headers, body }: EmulatedAnswer): EmulatedAnswer {
    const written = buildXml(elementOf('answer', JSON.parse(body.toString())));
    return { status, headers: { ...headers, 'content-type': 'application/xml; charset=utf-8' }, body: written };
  }
}

function documentIn(body: Buffer): XmlElement | undefined {
  try {
    return parseXml(body.toString('utf8'));
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

function contentOf({ children, text }: XmlElement): unknown {
  if (children.length === 0) return text;
  const names = [...new Set(children.map(({ name }) => name))];
  const valuesOf = (name: string) => children.filter((child) => child.name === name).map(contentOf);
  return Object.fromEntries(names.map((name) => [name, valuesOf(name).length === 1 ? valuesOf(name)[0] : valuesOf(name)]));
}

function elementOf(name: string, value: unknown): XmlNode {
  if (Array.isArray(value))
    return node(
      name,
      value.map((item) => elementOf('item', item)),
    );
  if (typeof value !== 'object' || value === null) return node(name, String(value as string));
  const told = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return node(
    name,
    told.map(([key, each]) => elementOf(key, each)),
  );
}
