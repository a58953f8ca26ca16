import { decodeText } from '../../../../src/adapter-kit/charset.js';
import {
  type BodySchema,
  type EnvelopeNames,
  envelopeNames,
  type QualifiedName,
} from '../../../../src/adapter-kit/emulator/body-schema.js';
import type { EmulatedAnswer, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { readSoap, type SoapMessage } from '../../../../src/adapter-kit/xml/soap.js';
import type { XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../../src/adapter-kit/xml/xml-error.js';
import type { XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { ENVELOPE, type Fault, htmlPage, Refusal, soapAnswer, soapFault, type SoapVoice } from './soap-answers.js';

/** One call, found sound: right version, media type, charset, SOAPAction and shape. */
export interface SoapCall {
  readonly request: EmulatedRequest;
  readonly header: XmlElement | undefined;
  /** The header's entries with their namespaces. */
  readonly headerNames: readonly QualifiedName[];
  readonly content: XmlElement;
}

export interface SoapRules extends SoapVoice {
  readonly schema: BodySchema;
  /** The SOAPAction that goes with a body; undefined: none may come. */
  actionFor(content: XmlElement): string | undefined;
}

/** What stands before a service: takes calls apart and refuses, with a fault, what is not as its contract says. */
export class SoapFront {
  private readonly messages = new WeakMap<EmulatedRequest, SoapMessage | XmlError>();

  constructor(readonly rules: SoapRules) {}

  /** The body's first element, where there is one to be read. */
  peek(request: EmulatedRequest): XmlElement | undefined {
    const message = this.messageIn(request);
    return message instanceof XmlError ? undefined : message.content;
  }

  /** Does the work, and answers with what came of it or with the refusal. */
  answer(work: () => XmlNode | EmulatedAnswer): EmulatedAnswer {
    try {
      const done = work();
      return 'status' in done ? done : soapAnswer(this.rules, done);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  /** @throws Refusal */
  read(request: EmulatedRequest): SoapCall {
    if (request.method !== 'POST') throw new Refusal(htmlPage(405, 'This is a SOAP service: post to it'));
    this.checkMediaType(request);
    const message = this.messageIn(request);
    if (message instanceof XmlError) throw this.fault({ of: 'sender', text: `The message can not be read: ${message.message}` });
    const { root, header: headerNames } = this.namesIn(request);
    if (root.namespace !== ENVELOPE[this.rules.version])
      throw this.fault({ of: 'version', text: `SOAP ${this.rules.version} is spoken here` });
    if (!message.content) throw this.fault({ of: 'sender', text: 'The body of the message is empty' });
    this.checkAction(request, message.content);
    const mistake = this.rules.schema.mistakeIn(request.body);
    if (mistake !== undefined) throw this.fault({ of: 'sender', text: `The message is not valid: ${mistake}` });
    return { request, header: message.header, headerNames, content: message.content };
  }

  fault(fault: Fault, status?: number): Refusal {
    return new Refusal(soapFault(this.rules, fault, status));
  }

  /** A stricter look than ours: characters that no XML may hold are refused here. */
  private namesIn({ body }: EmulatedRequest): EnvelopeNames {
    try {
      return envelopeNames(body);
    } catch (error) {
      throw this.fault({ of: 'sender', text: `The message can not be read: ${(error as Error).message.trim()}` });
    }
  }

  private checkMediaType({ headers, body }: EmulatedRequest): void {
    const { version, charset } = this.rules;
    const type = headers['content-type'] ?? '';
    const wanted = version === '1.1' ? 'text/xml' : 'application/soap+xml';
    const said = parameter(type, 'charset') ?? charset;
    if (type.split(';')[0]!.trim().toLowerCase() !== wanted || said.toLowerCase() !== charset)
      throw new Refusal(htmlPage(415, `Unsupported Media Type: ${wanted}; charset=${charset} is wanted`));
    const declared = /^<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)/.exec(body.subarray(0, 200).toString('latin1'))?.[1] ?? 'utf-8';
    if (declared.toLowerCase() !== charset)
      throw new Refusal(htmlPage(415, `Unsupported Media Type: the document says ${declared}`));
  }

  private checkAction({ headers }: EmulatedRequest, content: XmlElement): void {
    const wanted = this.rules.actionFor(content);
    const type = headers['content-type'] ?? '';
    const header = headers['soapaction'];
    const given = this.rules.version === '1.2' ? parameter(type, 'action') : Array.isArray(header) ? header[0] : header;
    if (given?.replace(/^"(.*)"$/, '$1') === wanted) return;
    const shown = given === undefined ? 'none' : given === '' || given === '""' ? 'an empty one' : given;
    throw this.fault({ of: 'sender', text: `The value of the SOAPAction was not recognised: ${shown}` });
  }

  private messageIn(request: EmulatedRequest): SoapMessage | XmlError {
    const known = this.messages.get(request);
    if (known) return known;
    const read = readOrError(decodeText(request.body, request.headers['content-type']));
    this.messages.set(request, read);
    return read;
  }
}

function parameter(type: string, name: string): string | undefined {
  return new RegExp(`;\\s*${name}\\s*=\\s*("[^"]*"|[^;\\s]+)`, 'i').exec(type)?.[1]?.replace(/^"(.*)"$/, '$1');
}

function readOrError(text: string): SoapMessage | XmlError {
  try {
    return readSoap(text);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
}
