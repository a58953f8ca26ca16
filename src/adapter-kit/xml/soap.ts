import { parseXml, XML_LIMITS, type XmlLimits } from './xml.js';
import { child, textOf, type XmlElement } from './xml-element.js';
import { XmlError } from './xml-error.js';
import { node, type XmlNode } from './xml-node.js';

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
/** WS-Security 1.0. */
export const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

/** A SOAP 1.1 fault. The detail may hold host names and stack traces: it is for reading, never for showing. */
export interface SoapFault {
  /** With its prefix, as sent: `soapenv:Server.userException`. */
  readonly code: string;
  /** May be empty. */
  readonly text: string;
  readonly detail: XmlElement | undefined;
}

/** An envelope taken apart; what has no header or an empty body says so by absence. */
export interface SoapMessage {
  readonly header: XmlElement | undefined;
  /** First element of the body; absent when there is a fault. */
  readonly content: XmlElement | undefined;
  readonly fault: SoapFault | undefined;
}

export interface EnvelopeParts {
  readonly header?: XmlNode;
  /** Absent: an empty body. */
  readonly body?: XmlNode;
  /** By prefix: declared on the envelope. */
  readonly namespaces?: Readonly<Record<string, string>>;
}

/** A SOAP 1.1 envelope. */
export function envelope({ header, body, namespaces = {} }: EnvelopeParts): XmlNode {
  const declared = Object.entries(namespaces).map(([prefix, uri]) => [`xmlns:${prefix}`, uri] as const);
  return node('soapenv:Envelope', [header && node('soapenv:Header', [header]), node('soapenv:Body', [body])], {
    'xmlns:soapenv': SOAP_11,
    ...Object.fromEntries(declared),
  });
}

/** `wsse:Security` with a plain-text UsernameToken: no type, nonce or creation time. */
export function usernameToken(username: string, password: string): XmlNode {
  const credentials = [node('wsse:Username', username), node('wsse:Password', password)];
  return node('wsse:Security', [node('wsse:UsernameToken', credentials)], { 'xmlns:wsse': WSSE });
}

/** `wsse:Security` with an opaque token from an earlier answer. */
export function binarySecurityToken(token: string): XmlNode {
  return node('wsse:Security', [node('wsse:BinarySecurityToken', token)], { 'xmlns:wsse': WSSE });
}

/** @throws XmlError when it is no readable envelope. A fault is an answer like any other, whatever the HTTP status. */
export function readSoap(text: string, limits: XmlLimits = XML_LIMITS): SoapMessage {
  const root = parseXml(text, limits);
  const body = child(root, 'Body');
  if (root.name !== 'Envelope' || !body) throw new XmlError(`a SOAP envelope was expected, not ${root.name}`);
  const content = body.children[0];
  const fault = content?.name === 'Fault' ? content : undefined;
  return { header: child(root, 'Header'), content: fault ? undefined : content, fault: fault && readFault(fault) };
}

function readFault(fault: XmlElement): SoapFault {
  return { code: textOf(fault, 'faultcode') ?? '', text: textOf(fault, 'faultstring') ?? '', detail: child(fault, 'detail') };
}
