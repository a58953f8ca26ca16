import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { type Upload, UploadTooLarge } from '../../media/media.intake.js';
import { badRequest, GeoReportError } from '../georeport-error.js';
import { type Pairs, utf8 } from '../parameters.js';

/** Room for boundaries and headers of parts, and for what is not read, beside the texts and the files themselves. */
const OVERHEAD_BYTES = 1024 * 1024;

export const tooLarge = (description: string) => new GeoReportError(413, [description]);

/**
 * Reads a multipart body as it comes: texts into memory, up to a limit for all of them together, files to disk (POST-2, section 15.6).
 * When it fails, reading has stopped and nothing is being written any more.
 * @param upload takes the files; absent: they are read over.
 * @throws GeoReportError 400 for a broken body or texts that are not UTF-8, 413 beyond a limit; MediaUnavailable.
 */
export async function readMultipart(
  body: Readable,
  headers: { readonly 'content-type'?: string; readonly 'content-length'?: string },
  textLimit: number,
  upload: Upload | undefined,
): Promise<Pairs> {
  const mostBytes = OVERHEAD_BYTES + textLimit + (upload?.maxTotalBytes ?? 0);
  if (Number(headers['content-length']) > mostBytes) throw tooLarge(`the body must have at most ${mostBytes} bytes`);
  return new MultipartReading(body, parserFor(headers['content-type']!), { mostBytes, textLimit }, upload).pairs();
}

/** One body. Every part is given over as a stream, texts too: so their bytes are seen before anybody has decoded them. */
class MultipartReading {
  private readonly texts: Pairs = [];
  private readonly parts = new Set<Readable>();
  private readonly work: Promise<void>[] = [];
  private textBytes = 0;
  private bytes = 0;

  constructor(
    private readonly body: Readable,
    private readonly parser: InstanceType<typeof Busboy>,
    private readonly limits: { readonly mostBytes: number; readonly textLimit: number },
    private readonly upload: Upload | undefined,
  ) {}

  async pairs(): Promise<Pairs> {
    try {
      await new Promise<void>((resolve, reject) => this.start(resolve, reject));
      await Promise.all(this.work);
      return this.texts;
    } catch (error) {
      this.body.unpipe(this.parser);
      for (const part of this.parts) part.destroy();
      await Promise.allSettled(this.work);
      if (error instanceof UploadTooLarge) throw tooLarge(error.message);
      throw error;
    }
  }

  private start(finished: () => void, failed: (error: unknown) => void): void {
    this.parser.on('file', (name: string | undefined, part: Readable, fileName: string | undefined) => {
      // The parser tells of an early end by hand, perhaps before anybody reads.
      part.on('error', () => part.destroy(broken()));
      this.parts.add(part);
      const taken = this.take(name, part, fileName).finally(() => this.parts.delete(part));
      taken.catch(failed);
      this.work.push(taken);
    });
    this.parser.once('error', () => failed(broken()));
    this.parser.once('finish', finished);
    this.body.once('error', () => failed(broken()));
    this.body.once('close', () => {
      if (!this.body.readableEnded) failed(broken());
    });
    this.body.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      if (this.bytes > this.limits.mostBytes) failed(tooLarge(`the body must have at most ${this.limits.mostBytes} bytes`));
    });
    this.body.pipe(this.parser);
  }

  /** GEN-8: a part without a name is nobody's. */
  private async take(name: string | undefined, part: Readable, fileName: string | undefined): Promise<void> {
    if (name === undefined) return void part.resume();
    if (fileName === undefined) return this.takeText(name, part);
    if (this.upload) return this.upload.take(part, { optional: fileName === '' });
    part.resume();
  }

  private async takeText(name: string, part: Readable): Promise<void> {
    const chunks: Buffer[] = [];
    const place = this.texts.push([name, '']) - 1;
    this.count(Buffer.byteLength(name));
    for await (const chunk of part as AsyncIterable<Buffer>) {
      this.count(chunk.length);
      chunks.push(chunk);
    }
    this.texts[place] = [name, utf8(Buffer.concat(chunks))];
  }

  private count(bytes: number): void {
    this.textBytes += bytes;
    const { textLimit } = this.limits;
    if (this.textBytes > textLimit) throw tooLarge(`all fields together must have at most ${textLimit} bytes`);
  }
}

function broken(): GeoReportError {
  return badRequest('the multipart body is broken or ends too early; check its boundary');
}

function parserFor(contentType: string): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, isPartAFile: () => true });
  } catch {
    throw badRequest('the multipart body has no boundary in its content type');
  }
}
