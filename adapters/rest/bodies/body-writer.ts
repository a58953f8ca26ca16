import { buildXml } from '../../../src/adapter-kit/xml/xml.js';
import type { RestCall } from '../rest.client.js';
import type { BodyForm } from '../settings/send-settings.js';
import { multipartOf } from './form-data.js';
import { formText } from './form-text.js';
import { xmlOf } from './xml-body.js';
import { xmlRpcOf } from './xml-rpc.js';

/** What goes over the wire. */
export type Packed = Pick<RestCall, 'body' | 'text' | 'raw'>;

/** Writes what an expression gave, as a section of the settings says. */
export class BodyWriter {
  /** @param contentType instead of the one that the form of the body has. */
  constructor(
    private readonly form: BodyForm,
    private readonly contentType?: string,
  ) {}

  /** @throws Error for what can not be written so. */
  async write(found: unknown): Promise<Packed> {
    switch (this.form) {
      case 'json':
        return this.contentType === undefined ? { body: found } : this.text(JSON.stringify(found), this.contentType);
      case 'form':
        return this.text(formText(found), 'application/x-www-form-urlencoded');
      case 'multipart':
        return { raw: await multipartOf(found) };
      case 'xml':
        return this.text(buildXml(xmlOf(found)), 'application/xml; charset=utf-8');
      case 'xmlrpc':
        return this.text(buildXml(xmlRpcOf(found)), 'text/xml; charset=utf-8');
      case 'text':
        return this.text(plainText(found), 'text/plain; charset=utf-8');
    }
  }

  private text(text: string, contentType: string): Packed {
    return { text: { contentType: this.contentType ?? contentType, text } };
  }
}

function plainText(found: unknown): string {
  if (typeof found !== 'string') throw new Error('the body must give a text');
  return found;
}
