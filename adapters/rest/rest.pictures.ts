import type { CasePicture } from '../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { Packed, Values } from './rest.sender.js';
import type { RestAttachment } from './settings/attachment-settings.js';

/** A picture as templates and expressions see it; `size` in bytes. */
export function pictureView({ id, fileName, contentType, url, bytes }: CasePicture) {
  return { id, fileName, contentType, url, size: bytes.length };
}

/** Packs pictures, as a form with a file or as JSON with the bytes in base64. */
export class PicturePacker {
  private readonly body?: MappingExpression;

  constructor(private readonly settings: RestAttachment) {
    this.body = settings.body === undefined ? undefined : new MappingExpression(settings.body);
  }

  /** @throws Error when the body gives nothing that can be sent. */
  async pack(picture: CasePicture, values: Values): Promise<Packed> {
    return this.settings.sendAs === 'json' ? this.json(picture, values) : this.form(picture, values);
  }

  private async json({ bytes }: CasePicture, values: Values): Promise<Packed> {
    const body = await this.body!.evaluate({ ...values, content: bytes.toString('base64') });
    if (body === undefined || body === null) throw new Error('attachment.body gives nothing');
    return { raw: { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) } };
  }

  /** Fields first: some servers stop reading at the file. Node writes names and boundary. */
  private async form({ fileName, contentType, bytes }: CasePicture, values: Values): Promise<Packed> {
    const form = new FormData();
    for (const [name, value] of await this.fields(values)) form.append(name, value);
    form.append(this.settings.fileField, new Blob([new Uint8Array(bytes)], { type: contentType }), fileName);
    const written = new Response(form);
    const type = written.headers.get('content-type')!;
    return { raw: { contentType: type, bytes: Buffer.from(await written.arrayBuffer()) } };
  }

  private async fields(values: Values): Promise<[string, string][]> {
    const found = (await this.body?.evaluate(values)) ?? {};
    if (typeof found !== 'object' || Array.isArray(found)) throw new Error('attachment.body must give the fields of the form');
    return Object.entries(found).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
    );
  }
}
