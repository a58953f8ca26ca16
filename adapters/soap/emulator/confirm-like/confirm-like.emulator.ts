import type { Emulator, EmulatorOptions } from '../../../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../../../src/adapter-kit/emulator/ledger.js';
import { child, children, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { schemaOf } from '../shared/contract.js';
import { htmlPage, soapAnswer, tooManyCalls } from '../shared/soap-answers.js';
import { SoapFront } from '../shared/soap-front.js';
import { attached, AttachmentShelf, FILE_OPERATIONS, fileFailure } from './attachments.js';
import { CONFIRM_CREDENTIALS } from './credentials.js';
import { BusinessFault, Enquiries } from './enquiries.js';

const NAMESPACE = 'urn:confirm-like:connector';
const ACTION = `${NAMESPACE}/ProcessOperations`;
const PATH = '/connector/service.svc';
const OPERATIONS_AT_MOST = 10;
const SUBJECT_UNKNOWN = 'The subject is not known to this service';

/**
 * Credentials and up to ten operations in each body, one SOAPAction, errors inside of normal answers, texts of 2000 characters, times of the
 * server's own zone; pictures go to a REST service beside it. `op=` is the operation's element, `token` or `attach`.
 */
export async function startConfirmLike(options: EmulatorOptions = {}): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new ConfirmLike(ledger), options).start();
  const { controlUrl, controlPort, servicePort, serviceUrl } = server;
  const { username, password, database, clientId, clientSecret } = CONFIRM_CREDENTIALS;
  return {
    controlUrl,
    controlPort,
    servicePort,
    settings: {
      endpoint: `${serviceUrl}${PATH}`,
      credentials: { username, password, database, clientId, clientSecret },
      tables: { addresses: { files: `${serviceUrl}/files` } },
    },
    close: () => server.close(),
  };
}

class ConfirmLike implements EmulatedCrm {
  private readonly front = new SoapFront({
    version: '1.1',
    charset: 'utf-8',
    namespaces: { c: NAMESPACE },
    schema: schemaOf('confirm-like.xsd'),
    actionFor: () => ACTION,
  });
  private readonly enquiries: Enquiries;
  private readonly shelf: AttachmentShelf;

  constructor(ledger: Ledger) {
    this.enquiries = new Enquiries(ledger);
    this.shelf = new AttachmentShelf(ledger);
  }

  operationOf(request: EmulatedRequest): string {
    if (request.path.startsWith('/files')) return attached(request);
    const first = child(this.front.peek(request), 'OperationRequest', 'Operation')?.children[0];
    return first?.name ?? 'unknown';
  }

  answer(request: EmulatedRequest): EmulatedAnswer | Promise<EmulatedAnswer> {
    if (request.path.startsWith('/files')) return this.shelf.answer(request);
    if (request.path !== PATH) return htmlPage(404, 'Not Found');
    return this.front.answer(() => this.process(child(this.front.read(request).content, 'OperationRequest')!));
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit', op: string): EmulatedAnswer {
    if (FILE_OPERATIONS.includes(op)) return fileFailure(mode, SUBJECT_UNKNOWN);
    if (mode === 'ratelimit') return tooManyCalls(30);
    const reason = mode === 'auth' ? 'Invalid user name or password' : SUBJECT_UNKNOWN;
    return soapAnswer(this.front.rules, answered([fault(reason)]));
  }

  private process(request: XmlElement): XmlNode {
    const operations = children(request, 'Operation');
    if (!isKnown(child(request, 'Authentication'))) return answered([fault('Invalid user name or password')]);
    if (operations.length > OPERATIONS_AT_MOST)
      return answered([fault(`No more than ${OPERATIONS_AT_MOST} operations in one request`)]);
    return answered(operations.map((each) => this.outcome(each.children[0]!)));
  }

  /** One operation's fault leaves the others alone. */
  private outcome(operation: XmlElement): XmlNode {
    try {
      return this.enquiries.run(operation);
    } catch (error) {
      if (error instanceof BusinessFault) return fault(error.message);
      throw error;
    }
  }
}

function answered(outcomes: readonly XmlNode[]): XmlNode {
  const responses = outcomes.map((each) => node('c:OperationResponse', [each]));
  return node('c:ProcessOperationsResponse', responses);
}

function fault(reason: string): XmlNode {
  return node('c:Fault', [node('c:Reason', reason)]);
}

function isKnown(authentication: XmlElement | undefined): boolean {
  const { username, password, database } = CONFIRM_CREDENTIALS;
  return (
    textOf(authentication, 'Username') === username &&
    textOf(authentication, 'Password') === password &&
    textOf(authentication, 'DatabaseId') === database
  );
}
