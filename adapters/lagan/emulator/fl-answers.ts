import type { EmulatedAnswer, EmulatedRequest } from '../../../src/adapter-kit/emulator/http-emulator.js';
import { envelope, type EnvelopeParts } from '../../../src/adapter-kit/xml/soap.js';
import { buildXml } from '../../../src/adapter-kit/xml/xml.js';
import { node, optional, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import { contractFile } from './fl-schema.js';

const FL_TYPES = 'http://www.lagan.com/wsdl/FLTypes';
const FL_AUTH_TYPES = 'http://www.lagan.com/wsdl/FLAuthTypes';
const XML_HEADERS = { 'content-type': 'text/xml; charset=utf-8' };

/** Codes of this stand-in's own: the real ones are unknown (contract section 7). */
export const ERROR_CODES = {
  ...{ authentication: 1001, noCase: 2001, noDocument: 2002, noEform: 2003, noParty: 2004, noInteraction: 2005 },
  ...{ noCode: 4003, notSupported: 9001 },
} as const;

/** The application says no: a fault with an `FWTException`. */
export class FlException extends Error {
  constructor(
    message: string,
    readonly code: number,
    readonly info?: string,
  ) {
    super(message);
  }
}

/** The machinery says no: a fault as Axis makes it, with a host name in the detail. */
export class AxisFault extends Error {}

export function soapAnswer(parts: EnvelopeParts, status = 200): EmulatedAnswer {
  const namespaces = { flt: FL_TYPES, fat: FL_AUTH_TYPES, ...parts.namespaces };
  return { status, headers: XML_HEADERS, body: buildXml(envelope({ ...parts, namespaces })) };
}

/** The faultstring stays empty, as Axis leaves it for exceptions of a WSDL. */
export function exceptionAnswer({ message, code, info }: FlException, status = 500): EmulatedAnswer {
  const exception = node('flt:FWTException', [
    node('ErrorMessage', message),
    node('ErrorCode', code),
    optional('AdditionalInfo', info),
  ]);
  return faultAnswer('soapenv:Server.generalException', '', [exception], status);
}

export function axisFaultAnswer({ message }: AxisFault): EmulatedAnswer {
  const host = node('axis:hostname', 'crm01', { 'xmlns:axis': 'http://xml.apache.org/axis/' });
  return faultAnswer('soapenv:Server.userException', message, [host], 500);
}

export function htmlAnswer(status: number, title: string, headers: Readonly<Record<string, string>> = {}): EmulatedAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
    body: `<html><head><title>${title}</title></head><body>${title}</body></html>`,
  };
}

/** A WSDL at its service's address with `?wsdl`, a schema beside it. The address in the WSDL is the one it was asked at. */
export function contractAnswer({ path, query, headers }: EmulatedRequest): EmulatedAnswer {
  const [, service, schema] = /^\/lagan\/services\/(?:(FL|FLAuth)|(FLTypes\.xsd|FLAuthTypes\.xsd))$/.exec(path) ?? [];
  const wsdl = service && [...query.keys()].some((key) => key.toLowerCase() === 'wsdl') ? `${service}.wsdl` : undefined;
  const file = wsdl ?? schema;
  if (!file) return htmlAnswer(405, 'This is a SOAP service: post to it, or add ?wsdl');
  const host = /^[\w.:[\]-]+$/.test(headers.host ?? '') ? headers.host! : '127.0.0.1';
  return { status: 200, headers: XML_HEADERS, body: contractFile(file).replaceAll('127.0.0.1:8080', host) };
}

function faultAnswer(code: string, text: string, detail: readonly XmlNode[], status: number): EmulatedAnswer {
  const body = node('soapenv:Fault', [node('faultcode', code), node('faultstring', text), node('detail', detail)]);
  return soapAnswer({ body }, status);
}
