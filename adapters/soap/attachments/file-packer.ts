import type { CasePicture } from '../../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import type { SoapFileService } from '../settings/file-service-settings.js';
import type { Values } from '../settings/variables.js';

export interface PackedFile {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Packs a picture for a service: as it is, into a form, or into JSON. */
export class FilePacker {
  private readonly body?: MappingExpression;

  /** @throws Error for JSON of which nothing says what it is. */
  constructor(private readonly settings: SoapFileService) {
    if (settings.sendAs === 'json' && settings.body === undefined)
      throw new Error('attachments.service.body is missing: the JSON that is sent');
    this.body = settings.body === undefined ? undefined : new MappingExpression(settings.body);
  }

  /** @throws Error when the body gives nothing that can be sent. */
  async pack(picture: CasePicture, values: Values): Promise<PackedFile> {
    switch (this.settings.sendAs) {
      case 'bytes':
        return { contentType: picture.contentType, body: picture.bytes };
      case 'json':
        return this.json(values);
      case 'form':
        return this.form(picture, values);
    }
  }

  private async json(values: Values): Promise<PackedFile> {
    const body = await this.body!.evaluate(values);
    if (body === undefined || body === null) throw new Error('body gives nothing');
    return { contentType: 'application/json', body: Buffer.from(JSON.stringify(body)) };
  }

  /** Fields first: some servers stop reading at the file. Node writes names and boundary. */
  private async form({ fileName, contentType, bytes }: CasePicture, values: Values): Promise<PackedFile> {
    const form = new FormData();
    for (const [name, value] of await this.fields(values)) form.append(name, value);
    form.append(this.settings.fileField, new Blob([new Uint8Array(bytes)], { type: contentType }), fileName);
    const written = new Response(form);
    return { contentType: written.headers.get('content-type')!, body: Buffer.from(await written.arrayBuffer()) };
  }

  private async fields(values: Values): Promise<[string, string][]> {
    const found = (await this.body?.evaluate(values)) ?? {};
    if (typeof found !== 'object' || Array.isArray(found)) throw new Error('body must give the fields of the form');
    return Object.entries(found).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
    );
  }
}
