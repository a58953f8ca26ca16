import type { ReadMail } from './read-mail.js';

/** What a server says of a mail of ours that it could not hand over. */
export interface Bounce {
  /** Of our mail, with angle brackets; absent where it does not say which. */
  readonly messageId?: string;
  readonly requestId?: string;
  readonly recipient?: string;
  /** Such as 5.1.1 (RFC 3463). */
  readonly status?: string;
  /** The server's words. */
  readonly words?: string;
  /** It goes on trying, or all went well: nothing for a person. */
  readonly isFinal: boolean;
}

const LONGEST_WORDS = 300;
/** Far enough down for the text of any server that has no format. */
const LONGEST_LOOK = 20_000;

/** RFC 3464; servers that keep to no format are read by what they quote. */
export function bounceOf(mail: ReadMail, isOurs: (messageId: string) => boolean): Bounce {
  const told = fieldsIn(mail.deliveryStatus ?? '');
  const returned = fieldsIn(mail.returned ?? '');
  const text = mail.text.slice(0, LONGEST_LOOK);
  const quoted = [...mail.thread, ...(text.match(/<[^<>\s]{1,300}>/g) ?? [])].find(isOurs);
  const action = told.get('action')?.toLowerCase();
  const diagnostic = told.get('diagnostic-code')?.replace(/^\s*[\w-]+\s*;\s*/, '');
  const recipient = told.get('final-recipient') ?? told.get('original-recipient');
  return {
    messageId: returned.get('message-id') ?? quoted,
    requestId: returned.get('x-open311-request-id') ?? /^X-Open311-Request-Id:\s*(\S{1,100})$/im.exec(text)?.[1],
    recipient: recipient?.replace(/^[\w-]+\s*;\s*/, '') ?? mail.header('x-failed-recipients')[0],
    status: told.get('status') ?? /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0],
    words: (diagnostic ?? /^.*\b[45]\d\d[ -].{0,300}$/m.exec(text)?.[0])?.replace(/\s+/g, ' ').trim().slice(0, LONGEST_WORDS),
    isFinal: action === undefined || action === 'failed',
  };
}

/** The first of each field, unfolded; a report on several recipients is a report on the first that failed. */
function fieldsIn(block: string): Map<string, string> {
  const groups = block
    .replace(/\r\n/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n\n+/);
  const failed = groups.findIndex((group) => /^action:\s*failed/im.test(group));
  const ordered = failed > 0 ? [groups[failed]!, ...groups] : groups;
  const fields = new Map<string, string>();
  for (const line of ordered.join('\n').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && /^[\w-]+$/.test(name) && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}
