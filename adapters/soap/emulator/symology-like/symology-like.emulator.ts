import type { Emulator, EmulatorOptions } from '../../../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../../../src/adapter-kit/emulator/ledger.js';
import { textOf } from '../../../../src/adapter-kit/xml/xml-element.js';
import { schemaOf } from '../shared/contract.js';
import { htmlPage, soapAnswer, tooManyCalls } from '../shared/soap-answers.js';
import { type SoapCall, SoapFront } from '../shared/soap-front.js';
import { SYMOLOGY_CREDENTIALS } from './credentials.js';
import { updatesFile } from './exports.js';
import { Requests } from './requests.js';
import { NAMESPACE, refused, type Result, resultOf } from './results.js';

const PATH = '/insight/RequestService.asmx';
const EXPORTS = '/exports/';

/**
 * Operations named after the way of authenticating, credentials as leading parameters, `xsi:type` on every record, success told by `StatusCode`
 * and by rows; a request without a place is saved all the same, with a StatusCode that isn't 0. Updates are files: `GET /exports/updates.csv`
 * and `updates.xml`, for the same credentials by HTTP Basic. `op=` is the operation without `Authenticated`, or `export`.
 */
export async function startSymologyLike(options: EmulatorOptions = {}): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new SymologyLike(ledger), options).start();
  const { controlUrl, controlPort, servicePort, serviceUrl } = server;
  const { username, password } = SYMOLOGY_CREDENTIALS;
  return {
    controlUrl,
    controlPort,
    servicePort,
    settings: {
      endpoint: `${serviceUrl}${PATH}`,
      credentials: { username, password },
      tables: { addresses: { exports: `${serviceUrl}${EXPORTS}` } },
    },
    close: () => server.close(),
  };
}

class SymologyLike implements EmulatedCrm {
  private readonly front = new SoapFront({
    version: '1.1',
    charset: 'utf-8',
    namespaces: { i: NAMESPACE },
    schema: schemaOf('symology-like.xsd'),
    actionFor: ({ name }) => `${NAMESPACE}/${name}`,
  });
  private readonly requests: Requests;

  constructor(private readonly ledger: Ledger) {
    this.requests = new Requests(ledger);
  }

  operationOf(request: EmulatedRequest): string {
    if (request.path.startsWith(EXPORTS)) return 'export';
    return this.front.peek(request)?.name.replace(/Authenticated$/, '') ?? 'unknown';
  }

  answer(request: EmulatedRequest): EmulatedAnswer {
    if (request.path.startsWith(EXPORTS)) return updatesFile(this.ledger, request);
    if (request.path !== PATH) return htmlPage(404, 'Not Found');
    return this.front.answer(() => {
      const call = this.front.read(request);
      const { name } = call.content;
      return resultOf(name, isKnown(call) ? this.requests.run(name, call.content) : refused());
    });
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'ratelimit') return tooManyCalls(20);
    const no: Result = { code: 1, message: 'The service code is not known', rows: [] };
    return soapAnswer(this.front.rules, resultOf('SendRequestAuthenticated', mode === 'auth' ? refused() : no));
  }
}

function isKnown({ content }: SoapCall): boolean {
  const { username, password } = SYMOLOGY_CREDENTIALS;
  return textOf(content, 'UserName') === username && textOf(content, 'Password') === password;
}
