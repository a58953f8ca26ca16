import type { Emulator, EmulatorOptions } from '../../../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../../../src/adapter-kit/emulator/ledger.js';
import { schemaOf } from '../shared/contract.js';
import { htmlPage, soapFault, tooManyCalls, XSI } from '../shared/soap-answers.js';
import { SoapFront } from '../shared/soap-front.js';
import { ECHO_CREDENTIALS } from './credentials.js';
import { EventFault, Events } from './events.js';
import { checkHeader, invalidSecurity } from './header.js';

const NAMESPACE = 'urn:echo-like:api';
const CONTRACT = `${NAMESPACE}/EventService`;
const PATH = '/api/EventService.svc';

/**
 * SOAP 1.2: the action in the content type and, by WS-Addressing, in the header; WS-Security that must be understood; members in alphabetical
 * order. There is no search for changes: each event is asked for by itself. `op=` is the body's element.
 */
export async function startEchoLike(options: EmulatorOptions = {}): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new EchoLike(ledger), options).start();
  const { controlUrl, controlPort, servicePort, serviceUrl } = server;
  const { username, password } = ECHO_CREDENTIALS;
  const settings = { endpoint: `${serviceUrl}${PATH}`, credentials: { username, password } };
  return { controlUrl, controlPort, servicePort, settings, close: () => server.close() };
}

class EchoLike implements EmulatedCrm {
  private readonly front = new SoapFront({
    version: '1.2',
    charset: 'utf-8',
    namespaces: { e: NAMESPACE, xsi: XSI },
    schema: schemaOf('echo-like.xsd'),
    actionFor: ({ name }) => `${CONTRACT}/${name}`,
  });
  private readonly events: Events;

  constructor(ledger: Ledger) {
    this.events = new Events(ledger);
  }

  operationOf(request: EmulatedRequest): string {
    return this.front.peek(request)?.name ?? 'unknown';
  }

  answer(request: EmulatedRequest): EmulatedAnswer {
    if (request.path !== PATH) return htmlPage(404, 'Endpoint not found.');
    return this.front.answer(() => {
      const call = this.front.read(request);
      const mistake = checkHeader(call, `${CONTRACT}/${call.content.name}`);
      if (mistake) throw this.front.fault(mistake);
      return this.done(() => this.events.run(call.content));
    });
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'ratelimit') return tooManyCalls(15);
    if (mode === 'auth') return soapFault(this.front.rules, invalidSecurity());
    return soapFault(this.front.rules, { of: 'sender', text: 'Unable to find an event type of that name' }, 200);
  }

  private done<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof EventFault) throw this.front.fault({ of: 'sender', text: error.message });
      throw error;
    }
  }
}
