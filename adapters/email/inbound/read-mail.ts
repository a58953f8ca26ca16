import type { Readable } from 'node:stream';
import { type AttachmentStream, type EmailAddress, type HeaderValue, MailParser, type MessageText } from 'mailparser';

/** A mail as it was read. Nothing in it is believed yet. */
export interface ReadMail {
  /** With its angle brackets. */
  readonly messageId?: string;
  readonly subject: string;
  /** Addresses in small letters; several are suspicious. */
  readonly from: readonly string[];
  /** The name that the first of them goes by, decoded, as a ticket system writes it of its users; absent where only the address stands there. */
  readonly fromName?: string;
  /** All it may have been addressed to, in small letters: To, Cc, and what servers note of the envelope. */
  readonly recipients: readonly string[];
  /** Message-IDs of its thread, oldest first, with angle brackets. */
  readonly thread: readonly string[];
  /** Header lines from the top, names in small letters, values unfolded but not decoded. */
  readonly lines: readonly HeaderLine[];
  /** All values of a header, decoded. */
  header(name: string): readonly string[];
  /** Of the text part; where there is none, of the HTML. */
  readonly text: string;
  /** Content of `message/delivery-status`. */
  readonly deliveryStatus?: string;
  /** Headers of the mail that a report tells of. */
  readonly returned?: string;
}

export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** A mail that is built to cost, or broken beyond reading. */
export class UnreadableMail extends Error {
  override readonly name = 'UnreadableMail';
}

const MOST_PARTS = 100;
const LARGEST_HEAD = 262_144;
const LONGEST_HTML = 500_000;
const LONGEST_TEXT = 100_000;
const LONGEST_REPORT = 65_536;
const MOST_IDS = 100;
const ENVELOPE_FIELDS = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'];
const REPORT_PARTS = ['message/delivery-status', 'message/global-delivery-status'];
const RETURNED_PARTS = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'];

/**
 * @param source of at most some megabytes; may end in the middle.
 * @throws UnreadableMail
 */
export async function readMail(source: Buffer): Promise<ReadMail> {
  const parser = new MailParser({
    maxChildNodes: MOST_PARTS,
    maxHeadSize: LARGEST_HEAD,
    maxHtmlLengthToParse: LONGEST_HTML,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
    keepDeliveryStatus: true,
    ignoreEmbedded: true,
    checksumAlgo: false,
  });
  const reports = new Map<'status' | 'returned', string>();
  let text = '';
  parser.end(source);
  try {
    for await (const part of parser as AsyncIterable<AttachmentStream | MessageText>) {
      if (part.type === 'text') text = part.text ?? '';
      else await takePart(part, reports);
    }
  } catch (error) {
    throw new UnreadableMail(`it can't be read: ${(error as Error).message}`, { cause: error });
  }
  const { headers, headerLines } = parser;
  if (!headers || !headerLines) throw new UnreadableMail('it has no headers');
  return {
    ...described(headers),
    lines: headerLines.map(({ key, line }) => ({ name: key, value: unfolded(line.slice(line.indexOf(':') + 1)) })),
    header: (name) => valuesOf(headers.get(name.toLowerCase())),
    text: text.slice(0, LONGEST_TEXT),
    deliveryStatus: reports.get('status'),
    returned: reports.get('returned'),
  };
}

async function takePart(part: AttachmentStream, reports: Map<'status' | 'returned', string>): Promise<void> {
  const as = REPORT_PARTS.includes(part.contentType)
    ? 'status'
    : RETURNED_PARTS.includes(part.contentType)
      ? 'returned'
      : undefined;
  const begun = await beginningOf(part.content, as && !reports.has(as) ? LONGEST_REPORT : 0);
  if (as && !reports.has(as)) reports.set(as, begun);
  part.release?.();
}

/** Reads all of it, and keeps the beginning. */
async function beginningOf(content: Readable, bytes: number): Promise<string> {
  const kept: Buffer[] = [];
  let left = bytes;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    if (left <= 0) continue;
    kept.push(chunk.subarray(0, left));
    left -= chunk.length;
  }
  return Buffer.concat(kept).toString('utf8');
}

function described(headers: Map<string, HeaderValue>) {
  const values = (name: string) => valuesOf(headers.get(name));
  const addresses = (name: string) => addressesOf(headers.get(name));
  const ids = ['references', 'in-reply-to'].flatMap((name) =>
    values(name).flatMap((value) => value.match(/<[^<>\s]{1,990}>/g) ?? []),
  );
  const noted = ENVELOPE_FIELDS.flatMap((name) => [
    ...addresses(name),
    ...values(name).map((value) => value.replace(/[<>\s]/g, '')),
  ]);
  return {
    messageId: values('message-id')[0],
    subject: (values('subject')[0] ?? '').replace(/\s+/g, ' ').trim(),
    from: small(addresses('from')),
    fromName: mailboxesOf(headers.get('from'))[0]?.name?.trim() || undefined,
    recipients: small([...addresses('to'), ...addresses('cc'), ...noted]),
    thread: [...new Set(ids)].slice(0, MOST_IDS),
  };
}

function addressesOf(value: HeaderValue | undefined): string[] {
  return mailboxesOf(value).map(({ address }) => address ?? '');
}

function mailboxesOf(value: HeaderValue | undefined): EmailAddress[] {
  return [value ?? []].flat().flatMap((each) => {
    if (typeof each !== 'object' || !('value' in each) || !Array.isArray(each.value)) return [];
    return each.value.flatMap((one) => one.group ?? [one]);
  });
}

const small = (addresses: readonly string[]): string[] =>
  [...new Set(addresses.map((each) => each.toLowerCase()))].filter(Boolean);

function valuesOf(value: HeaderValue | undefined): string[] {
  return [value ?? []].flat().flatMap((each) => {
    if (typeof each === 'string') return [each];
    if (each instanceof Date) return [each.toISOString()];
    if ('text' in each && typeof each.text === 'string') return [each.text];
    return 'value' in each && typeof each.value === 'string' ? [each.value] : [];
  });
}

const unfolded = (value: string): string => value.replace(/\r?\n(?=[ \t])/g, '').trim();
