import { formFields } from './form-text.js';

export interface FilePart {
  readonly field: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** `multipart/form-data`. Fields first: some servers stop reading at the file. Node writes names and boundary. */
export async function multipartOf(found: unknown, file?: FilePart): Promise<{ contentType: string; bytes: Buffer }> {
  const form = new FormData();
  for (const [name, value] of formFields(found ?? {})) form.append(name, value);
  if (file) form.append(file.field, new Blob([new Uint8Array(file.bytes)], { type: file.contentType }), file.fileName);
  const written = new Response(form);
  return { contentType: written.headers.get('content-type')!, bytes: Buffer.from(await written.arrayBuffer()) };
}
