import type { Emulator, EmulatorOptions } from '../../../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../../../src/adapter-kit/emulator/ledger.js';
import { child, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { schemaOf } from '../shared/contract.js';
import { htmlPage, Refusal, soapAnswer, tooManyCalls } from '../shared/soap-answers.js';
import { SoapFront } from '../shared/soap-front.js';
import { Cases } from './cases.js';
import { DOCUMENT_CREDENTIALS } from './credentials.js';
import { readDocument } from './documents.js';

const NAMESPACE = 'http://document-in-string.example/';
const PATH = '/CaseService.asmx';

/**
 * An XML document, escaped, in one string; another in the answer, or a sentence that begins with `OK`, `Thank you` or `Error`. ISO-8859-1 both
 * ways and nothing beyond it. The sender's own reference is the case's. What it can't read brings an HTML page with 200. `op=` is the body's element.
 */
export async function startDocumentInString(options: EmulatorOptions = {}): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new DocumentInString(ledger), options).start();
  const { controlUrl, controlPort, servicePort, serviceUrl } = server;
  const { username, password } = DOCUMENT_CREDENTIALS;
  const settings = { endpoint: `${serviceUrl}${PATH}`, credentials: { username, password } };
  return { controlUrl, controlPort, servicePort, settings, close: () => server.close() };
}

class DocumentInString implements EmulatedCrm {
  private readonly front = new SoapFront({
    version: '1.1',
    charset: 'iso-8859-1',
    namespaces: {},
    schema: schemaOf('document-in-string.xsd'),
    actionFor: ({ name }) => `${NAMESPACE}${name}`,
  });
  private readonly cases: Cases;

  constructor(ledger: Ledger) {
    this.cases = new Cases(ledger);
  }

  operationOf(request: EmulatedRequest): string {
    return this.front.peek(request)?.name ?? 'unknown';
  }

  answer(request: EmulatedRequest): EmulatedAnswer {
    if (request.path !== PATH) return htmlPage(404, 'The resource cannot be found.');
    if (!isKnown(request)) return this.failure('auth');
    return this.front.answer(() => this.serve(this.front.read(request).content));
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'ratelimit') return tooManyCalls(10);
    if (mode === 'auth') return htmlPage(401, 'Access is denied.', { 'www-authenticate': 'Basic realm="cases"' });
    return soapAnswer(this.front.rules, result('CreateCase', 'Error: the category is not known'));
  }

  private serve(content: XmlElement): XmlNode {
    const { name } = content;
    switch (name) {
      case 'Ping':
        return result(name, 'OK');
      case 'GetCase':
        return result(name, this.cases.get(textOf(content, 'reference') ?? ''));
      case 'GetChanges':
        return result(name, this.cases.changes(textOf(content, 'from') ?? '', textOf(content, 'to') ?? ''));
      default:
        return result(name, this.take(child(content, 'document')!.text));
    }
  }

  private take(text: string): string {
    const document = readDocument(text);
    if (document === 'unreadable') throw new Refusal(htmlPage(200, "Server Error in '/' Application."));
    return document === 'beyond' ? 'Error: there are characters that are not in ISO-8859-1' : this.cases.take(document);
  }
}

function result(operation: string, content: string | readonly XmlNode[]): XmlNode {
  return node(`${operation}Response`, [node(`${operation}Result`, content)], { xmlns: NAMESPACE });
}

function isKnown({ headers }: EmulatedRequest): boolean {
  const { username, password } = DOCUMENT_CREDENTIALS;
  return headers.authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
