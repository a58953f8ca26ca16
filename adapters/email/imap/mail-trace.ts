import addressparser from 'nodemailer/lib/addressparser';
import { simpleParser } from 'mailparser';

/** Which headers tell whose a mail is. */
export const TRACE_FIELDS = ['message-id', 'to', 'x-open311-request-id', 'x-open311-update-id'] as const;

/** What identifies a mail in the sent folder. */
export interface MailTrace {
  readonly messageId: string;
  /** Addresses, in small letters. */
  readonly to: readonly string[];
  readonly requestId?: string;
  readonly updateId?: string;
  /** Nobody knows whether it was sent. */
  readonly isDraft: boolean;
}

/** @param header the fields named above, as they stand in the mail. */
export async function traceOf(header: Buffer | undefined, isDraft: boolean): Promise<MailTrace> {
  const { messageId = '', headers, headerLines } = await simpleParser(header ?? Buffer.alloc(0));
  const text = (name: string) => {
    const value = headers.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const to = headerLines.filter(({ key }) => key === 'to').map(({ line }) => line.slice(3));
  return {
    messageId,
    to: addressesIn(to.join(',')),
    requestId: text('x-open311-request-id'),
    updateId: text('x-open311-update-id'),
    isDraft,
  };
}

/** In small letters. */
export function addressesIn(text: string): string[] {
  return addressparser(text, { flatten: true }).map(({ address }) => address.toLowerCase());
}
