import type { EmulatedAnswer, EmulatedCrm, EmulatedRequest } from '../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../../src/adapter-kit/emulator/ledger.js';
import { decodeText } from '../../../src/adapter-kit/charset.js';
import { binarySecurityToken, readSoap, type SoapMessage } from '../../../src/adapter-kit/xml/soap.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';
import { node } from '../../../src/adapter-kit/xml/xml-node.js';
import { CaseBook } from './case-book.js';
import {
  AxisFault,
  axisFaultAnswer,
  contractAnswer,
  ERROR_CODES,
  exceptionAnswer,
  FlException,
  htmlAnswer,
  soapAnswer,
} from './fl-answers.js';
import { FlSchema } from './fl-schema.js';
import { type Account, BasicRefused, Gatekeeper, type LaganAuth, refused } from './gatekeeper.js';
import { OPERATION_BY_ROOT, type OperationOptions, Operations } from './operations.js';

export interface ServiceOptions extends OperationOptions {
  readonly account: Account;
  readonly auth: LaganAuth;
}

export const FL_PATH = '/lagan/services/FL';
export const AUTH_PATH = '/lagan/services/FLAuth';
/** Elements of requests that the older contract does not have (contract section 1). */
const NEWER_ELEMENTS = new Set(['CreationDate', 'ClosedDate', 'LastModifiedDateFrom', 'LastModifiedDateTo', 'NoteLabels']);
/** Operations that it does not have. */
const NEWER_ROOTS = new Set(['FWTCaseExternalReferenceRequest']);
const FAULT_WORDS = 'The case could not be saved';

/** FL and FLAuth on one server. Requests are held against the schema before anything is done. */
export class FlService implements EmulatedCrm {
  private readonly schema = new FlSchema('FLTypes.xsd');
  private readonly gatekeeper: Gatekeeper;
  private readonly operations: Operations;
  private readonly messages = new WeakMap<EmulatedRequest, SoapMessage | XmlError>();

  constructor(
    ledger: Ledger,
    private readonly options: ServiceOptions,
  ) {
    this.gatekeeper = new Gatekeeper(options.account, options.auth);
    this.operations = new Operations(new CaseBook(ledger), options);
  }

  operationOf(request: EmulatedRequest): string {
    if (request.method !== 'POST') return 'wsdl';
    const message = this.messageIn(request);
    const root = message instanceof XmlError ? undefined : message.content?.name;
    if (request.path === AUTH_PATH) return root === 'verify' ? 'verify' : 'authenticate';
    return (root !== undefined && OPERATION_BY_ROOT[root]) || 'unknown';
  }

  answer(request: EmulatedRequest, operation: string): EmulatedAnswer {
    if (operation === 'wsdl') return contractAnswer(request);
    try {
      if (request.path === AUTH_PATH) return this.logIn(request, operation);
      return request.path === FL_PATH ? this.serve(request, operation) : htmlAnswer(404, 'Not Found');
    } catch (error) {
      return refusal(error);
    }
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'ratelimit') return htmlAnswer(429, 'Too Many Requests', { 'retry-after': '2' });
    if (mode === 'auth') return exceptionAnswer(refused());
    // With 200, as a fault may come (contract section 7).
    return exceptionAnswer(new FlException(FAULT_WORDS, ERROR_CODES.noCode), 200);
  }

  private serve(request: EmulatedRequest, operation: string): EmulatedAnswer {
    const message = this.readable(request);
    const user = this.gatekeeper.userOf(request, message.header);
    if (!message.content) throw new AxisFault('The body of the request is empty');
    if (this.options.contract === 'older') refuseNewer(message.content);
    const mistake = this.schema.mistakeIn(request.body);
    if (mistake !== undefined) throw new AxisFault(`org.xml.sax.SAXException: ${mistake}`);
    return soapAnswer({ body: this.operations.run(operation, message.content, user) });
  }

  private logIn(request: EmulatedRequest, operation: string): EmulatedAnswer {
    const token = this.gatekeeper.logIn(request, this.readable(request).header);
    const user = node('User', [node('UserID', this.options.account.username)]);
    return soapAnswer({
      header: binarySecurityToken(token),
      body: operation === 'verify' ? node('fat:FWTVerifyDetails', [user]) : undefined,
    });
  }

  private readable(request: EmulatedRequest): SoapMessage {
    const message = this.messageIn(request);
    if (message instanceof XmlError) throw new AxisFault(`org.xml.sax.SAXParseException: ${message.message}`);
    return message;
  }

  private messageIn(request: EmulatedRequest): SoapMessage | XmlError {
    const known = this.messages.get(request);
    if (known) return known;
    const read = readOrError(decodeText(request.body, request.headers['content-type']));
    this.messages.set(request, read);
    return read;
  }
}

function readOrError(text: string): SoapMessage | XmlError {
  try {
    return readSoap(text);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
}

function refuseNewer(element: XmlElement): void {
  if (NEWER_ROOTS.has(element.name)) throw new AxisFault(`No such operation '${element.name}'`);
  for (const each of element.children) {
    if (NEWER_ELEMENTS.has(each.name))
      throw new AxisFault(`org.xml.sax.SAXException: Invalid element in ${element.name} - ${each.name}`);
    refuseNewer(each);
  }
}

function refusal(error: unknown): EmulatedAnswer {
  if (error instanceof FlException) return exceptionAnswer(error);
  if (error instanceof AxisFault) return axisFaultAnswer(error);
  if (error instanceof BasicRefused) return error.answer;
  throw error;
}
