import type { EmulatedAnswer } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { buildXml } from '../../../../src/adapter-kit/xml/xml.js';
import { node, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';

export type SoapVersion = '1.1' | '1.2';
export type Charset = 'utf-8' | 'iso-8859-1';

export const ENVELOPE: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
};
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const MEDIA_TYPE: Readonly<Record<SoapVersion, string>> = { '1.1': 'text/xml', '1.2': 'application/soap+xml' };

/** How one service writes what it says. */
export interface SoapVoice {
  readonly version: SoapVersion;
  readonly charset: Charset;
  /** By prefix: declared on every envelope. */
  readonly namespaces: Readonly<Record<string, string>>;
}

export interface Fault {
  /** Whose mistake it is. */
  readonly of: 'sender' | 'receiver' | 'mustUnderstand' | 'version';
  readonly text: string;
  /** SOAP 1.2's finer code, with its prefix. */
  readonly subcode?: string;
  readonly detail?: readonly XmlNode[];
}

/** A call that is refused with an answer of its own. */
export class Refusal extends Error {
  constructor(readonly answer: EmulatedAnswer) {
    super(`refused with ${answer.status}`);
  }
}

export function soapAnswer(
  { version, charset, namespaces }: SoapVoice,
  body: XmlNode | undefined,
  more: { readonly header?: XmlNode; readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): EmulatedAnswer {
  const { header, status = 200, headers = {} } = more;
  const declared = Object.entries(namespaces).map(([prefix, uri]) => [`xmlns:${prefix}`, uri] as const);
  const parts = [header && node('soap:Header', [header]), node('soap:Body', [body])];
  const envelope = node('soap:Envelope', parts, { 'xmlns:soap': ENVELOPE[version], ...Object.fromEntries(declared) });
  return {
    status,
    headers: { 'content-type': `${MEDIA_TYPE[version]}; charset=${charset}`, ...headers },
    body: encoded(buildXml(envelope), charset),
  };
}

/** Faults come with 500, whoever is to blame. */
export function soapFault(voice: SoapVoice, fault: Fault, status = 500): EmulatedAnswer {
  return soapAnswer(voice, voice.version === '1.1' ? fault11(fault) : fault12(fault), { status });
}

export function htmlPage(status: number, title: string, headers: Readonly<Record<string, string>> = {}): EmulatedAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
    body: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  };
}

/** A gateway that has had enough. */
export function tooManyCalls(seconds: number): EmulatedAnswer {
  return htmlPage(429, 'Too Many Requests', { 'retry-after': String(seconds) });
}

/** A document in another charset than UTF-8 says so. */
export function encoded(xml: string, charset: Charset): string | Buffer {
  if (charset === 'utf-8') return xml;
  return Buffer.from(xml.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"'), 'latin1');
}

function fault11({ of, text, detail = [] }: Fault): XmlNode {
  const codes = { sender: 'Client', receiver: 'Server', mustUnderstand: 'MustUnderstand', version: 'VersionMismatch' };
  return node('soap:Fault', [
    node('faultcode', `soap:${codes[of]}`),
    node('faultstring', text),
    detail.length > 0 ? node('detail', detail) : undefined,
  ]);
}

function fault12({ of, text, subcode, detail = [] }: Fault): XmlNode {
  const codes = { sender: 'Sender', receiver: 'Receiver', mustUnderstand: 'MustUnderstand', version: 'VersionMismatch' };
  const finer = subcode === undefined ? undefined : node('soap:Subcode', [node('soap:Value', subcode)]);
  return node('soap:Fault', [
    node('soap:Code', [node('soap:Value', `soap:${codes[of]}`), finer]),
    node('soap:Reason', [node('soap:Text', text, { 'xml:lang': 'en' })]),
    detail.length > 0 ? node('soap:Detail', detail) : undefined,
  ]);
}
