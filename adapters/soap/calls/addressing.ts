import { randomUUID } from 'node:crypto';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { EnvelopeVersion, SoapAddressing } from '../settings/message-settings.js';
import type { MessageFacts } from './link.js';

/** Headers of WS-Addressing 1.0, or of an older version by its namespace. */
export class AddressingHeaders {
  constructor(
    private readonly settings: SoapAddressing,
    private readonly envelope: EnvelopeVersion,
  ) {}

  nodes({ url, action }: MessageFacts): XmlNode[] {
    const { namespace, action: sendsAction, messageId, to, replyTo } = this.settings;
    const must = mustUnderstand(this.settings.mustUnderstand, this.envelope);
    const header = (name: string, content: string | XmlNode[], more: XmlNode['attributes'] = {}) =>
      node(`wsa:${name}`, content, { 'xmlns:wsa': namespace, ...more });
    return [
      ...(sendsAction ? [header('Action', action, must)] : []),
      ...(messageId ? [header('MessageID', `urn:uuid:${randomUUID()}`)] : []),
      ...(replyTo ? [header('ReplyTo', [node('wsa:Address', `${namespace}${anonymous(namespace)}`)])] : []),
      ...(to ? [header('To', url, must)] : []),
    ];
  }
}

/** The attribute by which a header block is an order. */
export function mustUnderstand(isSet: boolean, envelope: EnvelopeVersion): XmlNode['attributes'] {
  return isSet ? { 'soapenv:mustUnderstand': envelope === '1.2' ? 'true' : '1' } : {};
}

function anonymous(namespace: string): string {
  return namespace.includes('2005/08') ? '/anonymous' : '/role/anonymous';
}
