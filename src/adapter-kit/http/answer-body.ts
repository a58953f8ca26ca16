import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
/** What we say that we can unpack. */
export const ACCEPTED_CODINGS = 'gzip, br';
/** Packed more than twice, an answer is a trap. */
const MOST_CODINGS = 2;

/**
 * Reads a body and unpacks it while it comes. Never holds more than `maxBytes` of it, packed or unpacked.
 * @throws Error with the code ANSWER_TOO_LARGE, ANSWER_PACKED (a coding nobody knows, or one that breaks off), or Node's own where it was cut.
 */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const body = new Collector(maxBytes);
  const unpackers = codingsOf(response).map((coding) => {
    const unpacker = UNPACKERS[coding];
    if (!unpacker) throw coded('ANSWER_PACKED', `the answer is packed in a way that is not known here: ${coding}`);
    return unpacker();
  });
  if (unpackers.length > MOST_CODINGS) throw coded('ANSWER_PACKED', 'the answer is packed too many times');
  const collect = (source: AsyncIterable<Buffer>) => body.takeAll(source);
  try {
    if (unpackers.length === 0) await collect(response);
    else await pipeline(parts(limited(response, maxBytes), ...unpackers, collect));
  } catch (error) {
    throw isZlibs(error) ? coded('ANSWER_PACKED', `the packed answer can't be unpacked: ${(error as Error).message}`) : error;
  }
  return body.bytes();
}

/** Node takes generators and functions too; its types of a list know streams alone. */
function parts(...each: readonly unknown[]): NodeJS.ReadWriteStream[] {
  return each as NodeJS.ReadWriteStream[];
}

class Collector {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly maxBytes: number) {}

  async takeAll(source: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of source) {
      if ((this.size += chunk.length) > this.maxBytes) throw tooLarge(this.maxBytes);
      this.chunks.push(chunk);
    }
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

async function* limited(response: IncomingMessage, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if ((size += chunk.length) > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

/** The last one applied comes off first (RFC 9110, 8.4). An answer without a body has nothing to unpack. */
function codingsOf({ headers, statusCode }: IncomingMessage): string[] {
  if (statusCode === 204 || statusCode === 304 || headers['content-length'] === '0') return [];
  return (headers['content-encoding'] ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .toReversed();
}

function isZlibs(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return /^(Z_|ERR_BROTLI|ERR__ERROR_|ERR_ZLIB)/.test(code);
}

function tooLarge(maxBytes: number): Error {
  return coded('ANSWER_TOO_LARGE', `the answer is larger than ${maxBytes} bytes`);
}

export function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
