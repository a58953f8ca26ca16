import { node, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';

export const NAMESPACE = 'urn:session-like:partner';

/** An operation's no, which comes inside of a normal answer. */
export class ResultError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function resultOf(operation: string, content: readonly (XmlNode | undefined)[]): XmlNode {
  return node(`s:${operation}Response`, [node('s:result', [node('s:success', true), ...content])]);
}

export function errorAnswer(operation: string, { code, message }: ResultError): XmlNode {
  const errors = node('s:errors', [node('s:statusCode', code), node('s:message', message)]);
  return node(`s:${operation}Response`, [node('s:result', [node('s:success', false), errors])]);
}
