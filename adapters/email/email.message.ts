import { createHash } from 'node:crypto';
import addressparser from 'nodemailer/lib/addressparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { CallContext, CaseNote } from '../../src/adapter-kit/adapter.js';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { noteView } from '../../src/adapter-kit/note-view.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
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

export const SUBJECT_LIMIT = 250;
/** Our own headers. */
export const REQUEST_ID = 'X-Open311-Request-Id';
export const UPDATE_ID = 'X-Open311-Update-Id';
/** RFC 5322, 3.6.4; a reference that a person wrote may be none. */
const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>@]+>$/;

/** What differs between the mails of one connection. */
interface Written {
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Our own headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The mail that this one belongs to. */
  readonly inReplyTo?: string;
}

/** Writes the mails of requests and notes. The same input and key give the same Message-ID. */
export class MailWriter {
  private readonly subject: TextTemplate;
  private readonly text: TextTemplate;
  private readonly html?: TextTemplate;
  private readonly noteSubject: TextTemplate;
  private readonly noteText: TextTemplate;
  private readonly domain: string;

  constructor(private readonly settings: EmailSettings) {
    this.subject = new TextTemplate(settings.subjectTemplate);
    this.text = new TextTemplate(settings.textTemplate);
    this.html = settings.htmlTemplate === undefined ? undefined : new TextTemplate(settings.htmlTemplate, { escape: 'html' });
    this.noteSubject = new TextTemplate(settings.noteSubjectTemplate);
    this.noteText = new TextTemplate(settings.noteTextTemplate);
    this.domain = settings.messageIdDomain ?? addressesIn(settings.from)[0]!.split('@').at(-1)!;
  }

  /** Of the mail that a step sends, whatever the attempt. */
  messageIdOf({ idempotencyKey }: Pick<CallContext, 'idempotencyKey'>): string {
    return messageIdOf(idempotencyKey, this.domain);
  }

  /** @throws TemplateFailure when a template can't be rendered for this request. */
  async write(request: ServiceRequest, idempotencyKey: string): Promise<Mail> {
    const view = requestView(request);
    return this.compose({
      messageId: messageIdOf(idempotencyKey, this.domain),
      subject: withId(request.id, oneLine(this.subject.render({ request: view }))),
      text: withBlock(this.text.render({ request: view }), 'REPORT', view),
      html: this.html?.render({ request: view }),
      headers: { [REQUEST_ID]: request.id },
    });
  }

  /** In the thread of the mail that made the case. @throws TemplateFailure when a template can't be rendered for this note. */
  async writeNote(caseRef: CaseRef, note: CaseNote, idempotencyKey: string): Promise<Mail> {
    const view = noteView(note);
    return this.compose({
      messageId: messageIdOf(idempotencyKey, this.domain),
      subject: cut(oneLine(this.noteSubject.render({ note: view, caseRef }))),
      text: withBlock(this.noteText.render({ note: view, caseRef }), 'UPDATE', { caseRef, ...view }),
      headers: { [UPDATE_ID]: note.id },
      inReplyTo: MESSAGE_ID.exec(caseRef)?.[0],
    });
  }

  private async compose({ headers, inReplyTo, ...written }: Written): Promise<Mail> {
    const { from, to, cc } = this.settings;
    const node = new MailComposer({
      from,
      to,
      cc,
      ...written,
      ...(inReplyTo && { inReplyTo, references: inReplyTo }),
      // No Auto-Submitted: a ticket system would then keep back the answer that carries its number.
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { prepared: false, value }])),
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    const mainRecipients = addressesIn(to);
    return {
      messageId: written.messageId,
      from: addressesIn(from)[0]!,
      recipients: [...new Set([...mainRecipients, ...addressesIn(cc)])],
      mainRecipients,
      content: await node.build(),
      readable: [`Subject: ${written.subject}`, written.text, written.html].filter((part) => part !== undefined).join('\n\n'),
    };
  }
}

/** Stands in every mail of one delivery, whatever the attempt. */
function messageIdOf(idempotencyKey: string, domain: string): string {
  return `<open311.${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40)}@${domain}>`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** Our id first: ticket systems cut subjects, some after 30 characters. */
function withId(id: string, line: string): string {
  return cut(line.startsWith(id) ? line : `${id} ${line}`);
}

function cut(line: string): string {
  return [...line].slice(0, SUBJECT_LIMIT).join('');
}

/** A block for machines is the last thing in the text. JSON breaks no line inside a value, so nothing a resident wrote can end it. */
function withBlock(text: string, of: 'REPORT' | 'UPDATE', view: object): string {
  const block = [`----- BEGIN OPEN311 ${of} -----`, JSON.stringify(view, null, 1), `----- END OPEN311 ${of} -----`];
  return `${text.trimEnd()}\n\n${block.join('\n')}\n`;
}

function addressesIn(text: string | undefined): string[] {
  return addressparser(text, { flatten: true }).map(({ address }) => address);
}
