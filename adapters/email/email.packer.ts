import { buffer } from 'node:stream/consumers';
import { isEmail } from 'class-validator';
import addressparser from 'nodemailer/lib/addressparser';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import type { EmailSettings } from './email.settings.js';

export interface Mail {
  /** With its angle brackets. */
  readonly messageId: string;
  readonly from: string;
  readonly recipients: readonly string[];
  /** Those of `recipients` that make the case; the others only get a copy. */
  readonly mainRecipients: readonly string[];
  /** As it goes over the wire, headers and all. */
  readonly content: Buffer;
  /** Subject and texts, not encoded. */
  readonly readable: string;
}

/** What differs between the mails of one connection. */
export interface WrittenMail {
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Whose mail it is; undefined: not told. */
  readonly requestId?: string;
  /** Our own headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The mail that this one belongs to. */
  readonly inReplyTo?: string;
  /** Where answers go, whatever the settings say. */
  readonly replyTo?: string;
  readonly attachments?: readonly Attachment[];
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** Nobody who answers by himself should answer to this (RFC 3834, 5; Exchange; what is older than both). */
const NO_AUTOMATIC_REPLIES = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply',
  Precedence: 'bulk',
};

/** Puts mails together: sender, recipients, headers, signature. */
export class MailPacker {
  private readonly replyTo?: TextTemplate;
  private readonly dkim?: DKIM;

  constructor(private readonly settings: EmailSettings) {
    const { replyTo, dkim } = settings;
    this.replyTo = replyTo === undefined ? undefined : new TextTemplate(replyTo);
    this.dkim = dkim && new DKIM({ domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey });
  }

  /** @throws Error when `replyTo` gives no address for this request. */
  async pack({ headers, inReplyTo, requestId, replyTo: given, attachments = [], ...written }: WrittenMail): Promise<Mail> {
    const { from, to, cc, automaticReplies } = this.settings;
    const replyTo = given ?? (requestId === undefined ? undefined : this.replyAddress(requestId));
    const ours = { ...headers, ...(automaticReplies === 'refused' && NO_AUTOMATIC_REPLIES) };
    const node = new MailComposer({
      from,
      to,
      cc,
      ...written,
      ...(replyTo && { replyTo }),
      ...(inReplyTo && { inReplyTo, references: inReplyTo }),
      attachments: [...attachments],
      headers: Object.fromEntries(Object.entries(ours).map(([name, value]) => [name, { prepared: false, value }])),
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    const mainRecipients = addressesIn(to);
    const content = await node.build();
    const enclosed = attachments.map(({ filename, content: { length } }) => `Attached: ${filename}, ${length} bytes`);
    return {
      messageId: written.messageId,
      from: addressesIn(from)[0]!,
      recipients: [...new Set([...mainRecipients, ...addressesIn(cc)])],
      mainRecipients,
      content: this.dkim ? await buffer(this.dkim.sign(content)) : content,
      readable: [
        [`Subject: ${written.subject}`, ...(replyTo ? [`Reply-To: ${replyTo}`] : []), ...enclosed].join('\n'),
        written.text,
        ...(written.html === undefined ? [] : [written.html]),
      ].join('\n\n'),
    };
  }

  private replyAddress(id: string): string | undefined {
    const address = this.replyTo?.render({ request: { id } });
    if (address === undefined || isEmail(address, { require_tld: false })) return address;
    throw new Error(`replyTo gives no mail address for ${id}`);
  }
}

export function addressesIn(text: string | undefined): string[] {
  return addressparser(text, { flatten: true }).map(({ address }) => address);
}
