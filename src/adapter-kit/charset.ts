import { TextDecoder } from 'node:util';

/** Decodes a body by its byte-order mark, the charset of its content type, its XML declaration, else as UTF-8. Never throws. */
export function decodeText(bytes: Buffer, contentType?: string): string {
  const label = byteOrderMark(bytes) ?? declared(contentType) ?? xmlDeclaration(bytes) ?? 'utf-8';
  return decoder(label).decode(bytes);
}

function byteOrderMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

function declared(contentType: string | undefined): string | undefined {
  return contentType?.match(/charset\s*=\s*"?([\w.:-]+)/i)?.[1];
}

function xmlDeclaration(bytes: Buffer): string | undefined {
  return bytes
    .subarray(0, 200)
    .toString('latin1')
    .match(/^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/)?.[1];
}

function decoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('utf-8');
  }
}
