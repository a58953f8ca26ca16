import type { CasePicture } from '../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { BodyWriter, type Packed } from './bodies/body-writer.js';
import { multipartOf } from './bodies/form-data.js';
import type { Values } from './rest.sender.js';
import type { RestFileSend } from './settings/file-send-settings.js';

/** A picture as templates and expressions see it; `size` in bytes. */
export function pictureView({ id, fileName, contentType, url, bytes }: CasePicture) {
  return { id, fileName, contentType, url, size: bytes.length };
}

/** A picture that goes along inside of something written; `content` in base64. */
export function enclosedView(picture: CasePicture) {
  return { ...pictureView(picture), content: picture.bytes.toString('base64') };
}

/** Packs pictures: as they are, in a form, or in base64 inside of something written. */
export class PicturePacker {
  private readonly body?: MappingExpression;

  /** @param section its key in the settings, for errors. */
  constructor(
    private readonly section: string,
    private readonly settings: RestFileSend,
  ) {
    this.body = settings.body === undefined ? undefined : new MappingExpression(settings.body);
  }

  /** @throws Error when the body gives nothing that can be sent. */
  async pack(picture: CasePicture, values: Values): Promise<Packed> {
    const { sendAs, contentType } = this.settings;
    if (sendAs === 'multipart') return this.form(picture, values);
    if (sendAs === 'bytes') return { raw: { contentType: contentType ?? picture.contentType, bytes: picture.bytes } };
    const found = await this.body!.evaluate({ ...values, content: picture.bytes.toString('base64') });
    if (found === undefined || found === null) throw new Error(`${this.section}.body gives nothing`);
    const { body, text } = await new BodyWriter(sendAs, contentType).write(found);
    return {
      raw: { contentType: text?.contentType ?? 'application/json', bytes: Buffer.from(text?.text ?? JSON.stringify(body)) },
    };
  }

  private async form({ fileName, contentType, bytes }: CasePicture, values: Values): Promise<Packed> {
    const file = { field: this.settings.fileField, fileName, contentType, bytes };
    return { raw: await multipartOf(await this.fields(values), file) };
  }

  /** A form has no word for what is neither text nor number: that goes as JSON. */
  private async fields(values: Values): Promise<Record<string, unknown>> {
    const found = (await this.body?.evaluate(values)) ?? {};
    if (typeof found !== 'object' || Array.isArray(found))
      throw new Error(`${this.section}.body must give the fields of the form`);
    const entries = Object.entries(found).map(([name, value]): [string, unknown] => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]);
    return Object.fromEntries(entries);
  }
}
