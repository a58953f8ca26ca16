import type { Emulator, EmulatorOptions } from '../../../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../../../src/adapter-kit/emulator/ledger.js';
import { node } from '../../../../src/adapter-kit/xml/xml-node.js';
import { schemaOf } from '../shared/contract.js';
import { htmlPage, soapAnswer, tooManyCalls } from '../shared/soap-answers.js';
import { SoapFront } from '../shared/soap-front.js';
import { FORMS_CREDENTIALS } from './credentials.js';
import { FlFault, FlCases } from './fl-cases.js';
import { Forms } from './forms.js';

const DFORMS = 'http://kana.com/dforms';
const FL_TYPES = 'http://www.lagan.com/wsdl/FLTypes';
const FORMS_PATH = '/service';
const FL_PATH = '/lagan/services/FL';

/**
 * Verint Online Forms and, beside them, as much of FL as tells how a case stands (contract of Lagan, sections 9 and 11). A form that is
 * created complete makes a case, whose title is the form's field `case_title`. `op=` is the body's element, on either service.
 */
export async function startOnlineForms(options: EmulatorOptions = {}): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new OnlineForms(ledger), options).start();
  const { controlUrl, controlPort, servicePort, serviceUrl } = server;
  const { username, password } = FORMS_CREDENTIALS;
  return {
    controlUrl,
    controlPort,
    servicePort,
    settings: {
      endpoint: `${serviceUrl}${FORMS_PATH}`,
      credentials: { username, password },
      tables: { addresses: { fl: `${serviceUrl}${FL_PATH}` } },
    },
    close: () => server.close(),
  };
}

class OnlineForms implements EmulatedCrm {
  private readonly forms: Forms;
  private readonly cases: FlCases;
  private readonly formsFront = new SoapFront({
    version: '1.1',
    charset: 'utf-8',
    namespaces: { d: DFORMS },
    schema: schemaOf('online-forms.xsd'),
    actionFor: ({ name }) => `${DFORMS}/${name.replace(/Request$/, '')}`,
  });
  private readonly flFront = new SoapFront({
    version: '1.1',
    charset: 'utf-8',
    namespaces: { flt: FL_TYPES },
    schema: schemaOf('online-forms.fl.xsd'),
    actionFor: () => 'http://www.lagan.com/wsdl/FLService',
  });

  constructor(ledger: Ledger) {
    this.forms = new Forms(ledger);
    this.cases = new FlCases(ledger);
  }

  operationOf(request: EmulatedRequest): string {
    return this.formsFront.peek(request)?.name ?? 'unknown';
  }

  answer(request: EmulatedRequest): EmulatedAnswer {
    if (!isKnown(request)) return this.failure('auth');
    if (request.path === FORMS_PATH) return this.formsFront.answer(() => this.forms.run(this.formsFront.read(request).content));
    return request.path === FL_PATH ? this.askFl(request) : htmlPage(404, 'Not Found');
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'ratelimit') return tooManyCalls(3);
    if (mode === 'auth') return htmlPage(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="forms"' });
    return soapAnswer(this.formsFront.rules, node('d:CreateResponse', [node('d:status', 'Form is not published')]));
  }

  private askFl(request: EmulatedRequest): EmulatedAnswer {
    return this.flFront.answer(() => {
      const { content } = this.flFront.read(request);
      try {
        return this.cases.run(content);
      } catch (error) {
        if (error instanceof FlFault) throw this.flFront.fault({ of: 'receiver', text: '', detail: [error.detail] });
        throw error;
      }
    });
  }
}

function isKnown({ headers }: EmulatedRequest): boolean {
  const { username, password } = FORMS_CREDENTIALS;
  return headers.authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
