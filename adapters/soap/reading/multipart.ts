import { Dicer } from '@fastify/busboy';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';

/** One part of a multipart body (RFC 2046); its headers' names are in lower case. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

const PARTS_AT_MOST = 1000;

/** The parts, in their order. @throws XmlError for a body that does not end as it should: some of it may be missing. */
export async function partsOf(bytes: Buffer, contentType: string): Promise<Part[]> {
  const boundary = parameter(contentType, 'boundary');
  if (boundary === undefined) throw new XmlError('a multipart answer without a boundary');
  const parts = await collected(bytes, boundary);
  if (!bytes.includes(`--${boundary}--`)) throw new XmlError('a multipart answer that breaks off');
  return parts.map(decoded);
}

/** The part with the envelope: the one that `start` names, else the first (RFC 2387, section 3). @throws XmlError */
export function rootOf(parts: readonly Part[], contentType: string): Part {
  const start = parameter(contentType, 'start');
  const root = start === undefined ? parts[0] : parts.find((part) => idOf(part) === bare(start));
  if (!root) throw new XmlError('a multipart answer without its first part');
  return root;
}

export function isMultipart(contentType: string | undefined): contentType is string {
  return contentType !== undefined && /^\s*multipart\//i.test(contentType);
}

export function idOf({ headers }: Part): string | undefined {
  const id = headers['content-id'];
  return id === undefined ? undefined : bare(id);
}

function collected(bytes: Buffer, boundary: string): Promise<Part[]> {
  return new Promise((resolve, reject) => {
    const parts: { headers: Record<string, string>; chunks: Buffer[] }[] = [];
    const parser = new Dicer({ boundary });
    parser.on('part', (stream) => {
      const part = { headers: {}, chunks: [] as Buffer[] };
      if (parts.length < PARTS_AT_MOST) parts.push(part);
      stream.on('header', (header) => (part.headers = flattened(header as Record<string, string[]>)));
      stream.on('data', (chunk) => part.chunks.push(chunk as Buffer));
      stream.on('error', () => reject(new XmlError('a multipart answer that breaks off')));
    });
    parser.on('finish', () => resolve(parts.map(({ headers, chunks }) => ({ headers, bytes: Buffer.concat(chunks) }))));
    parser.on('error', (error) => reject(new XmlError(`no readable multipart answer: ${error.message}`)));
    parser.end(bytes);
  });
}

function flattened(header: Readonly<Record<string, string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(header).map(([name, values]) => [name.toLowerCase(), values[0] ?? '']));
}

function decoded(part: Part): Part {
  const coding = part.headers['content-transfer-encoding']?.trim().toLowerCase();
  return coding === 'base64' ? { ...part, bytes: Buffer.from(part.bytes.toString('latin1'), 'base64') } : part;
}

function parameter(contentType: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(contentType);
  return match?.[1] ?? match?.[2];
}

function bare(id: string): string {
  return id.trim().replace(/^<(.*)>$/, '$1');
}
