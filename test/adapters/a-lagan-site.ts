import { validated } from '../adapter-kit/adapter-bench.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../src/adapter-kit/http.js';
import { envelope, readSoap, type SoapMessage } from '../../src/adapter-kit/xml/soap.js';
import { buildXml } from '../../src/adapter-kit/xml/xml.js';
import { node, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { aCallContext, type TestContext } from '../adapter-kit/a-call-context.js';
import { LaganSettings } from '../../adapters/lagan/lagan.settings.js';

/** What a reasonable operator writes, validated. */
export function laganSettings(changes: Readonly<Record<string, unknown>> = {}): LaganSettings {
  return validated(LaganSettings, {
    endpoint: 'http://crm.example/lagan/services/FL',
    authEndpoint: 'http://crm.example/lagan/services/FLAuth',
    username: 'open311',
    password: 'secret',
    cases: { pothole: { eventCode: 4000041 } },
    ...changes,
  });
}

const TYPES = { flt: 'http://www.lagan.com/wsdl/FLTypes' };

/** Attributes of an element without a value, as Axis writes null. */
export const NIL = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:nil': 'true' };

export function anAnswer(text: string, status = 200, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers, text };
}

export function aSoapAnswer(body: XmlNode | undefined, header?: XmlNode, status = 200): HttpAnswer {
  return anAnswer(buildXml(envelope({ body, header, namespaces: TYPES })), status);
}

/** A typed fault with a code, or an untyped one. */
export function aFault(
  told: { message?: string; info?: string; code?: number; text?: string; faultcode?: string },
  status = 500,
): HttpAnswer {
  const { message, info, code, text = '', faultcode = 'soapenv:Server.generalException' } = told;
  const exception = [
    ...(message === undefined ? [] : [node('ErrorMessage', message)]),
    ...(code === undefined ? [] : [node('ErrorCode', code)]),
    ...(info === undefined ? [] : [node('AdditionalInfo', info)]),
  ];
  const detail = exception.length > 0 ? node('flt:FWTException', exception) : node('hostname', 'crm01-internal');
  const fault = node('soapenv:Fault', [node('faultcode', faultcode), node('faultstring', text), node('detail', [detail])]);
  return aSoapAnswer(fault, undefined, status);
}

/** A site that says what it is told to say, and keeps what it was asked. */
export class ScriptedSite implements HttpClient {
  readonly requests: HttpRequest[] = [];
  readonly hidden: string[] = [];

  constructor(private readonly answer: (request: HttpRequest, message: SoapMessage) => HttpAnswer | Promise<HttpAnswer>) {}

  async request(request: HttpRequest): Promise<HttpAnswer> {
    this.requests.push(request);
    return this.answer(request, readSoap(String(request.body)));
  }

  using(): HttpClient {
    return this;
  }

  hide(secret: string): void {
    this.hidden.push(secret);
  }

  get messages(): SoapMessage[] {
    return this.requests.map(({ body }) => readSoap(String(body)));
  }

  context(): TestContext {
    return { ...aCallContext(), http: this };
  }
}
