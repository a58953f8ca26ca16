import { createHash } from 'node:crypto';
import type { CallContext, CaseNote, CasePicture } from '../../src/adapter-kit/adapter.js';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { noteView } from '../../src/adapter-kit/note-view.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { EmailPictures } from './email.mail-settings.js';
import { addressesIn, type Attachment, type Mail, MailPacker } from './email.packer.js';
import type { EmailSettings } from './email.settings.js';
import { type OurSide, replyAddresses } from './inbound/inbound-reader.js';
import type { ReplyAddresses } from './inbound/reply-address.js';

export const SUBJECT_LIMIT = 250;
/** Our own headers. */
export const REQUEST_ID = 'X-Open311-Request-Id';
export const UPDATE_ID = 'X-Open311-Update-Id';
/** RFC 5322, 3.6.4; a reference that a person wrote may be none. */
const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>@]+>$/;

/** Writes the mails of requests and notes. The same input and key give the same Message-ID. */
export class MailWriter {
  private readonly subject: TextTemplate;
  private readonly text: TextTemplate;
  private readonly html?: TextTemplate;
  private readonly noteSubject: TextTemplate;
  private readonly noteText: TextTemplate;
  private readonly domain: string;
  private readonly packer: MailPacker;
  private readonly replies?: ReplyAddresses;

  constructor(private readonly settings: EmailSettings) {
    this.subject = new TextTemplate(settings.subjectTemplate);
    this.text = new TextTemplate(settings.textTemplate);
    this.html = settings.htmlTemplate === undefined ? undefined : new TextTemplate(settings.htmlTemplate, { escape: 'html' });
    this.noteSubject = new TextTemplate(settings.noteSubjectTemplate);
    this.noteText = new TextTemplate(settings.noteTextTemplate);
    const { own, messageIdDomain } = ourSide(settings);
    this.domain = messageIdDomain;
    this.packer = new MailPacker(settings);
    this.replies = settings.inbound && replyAddresses(settings.inbound, own);
  }

  /** Of the mail that a step sends, whatever the attempt. */
  messageIdOf({ idempotencyKey }: Pick<CallContext, 'idempotencyKey'>): string {
    return messageIdOf(idempotencyKey, this.domain);
  }

  /** @throws TemplateFailure when a template can't be rendered for this request. */
  async write(request: ServiceRequest, idempotencyKey: string, pictures: readonly CasePicture[] = []): Promise<Mail> {
    const view = requestView(request);
    return this.packer.pack({
      messageId: messageIdOf(idempotencyKey, this.domain),
      requestId: request.id,
      subject: withId(request.id, oneLine(this.subject.render({ request: view }))),
      text: withBlock(this.text.render({ request: view }), 'REPORT', view),
      html: this.html?.render({ request: view }),
      headers: { [REQUEST_ID]: request.id },
      attachments: [...fitting(pictures, this.settings.pictures).map(toAttachment), ...this.asJson('report', view)],
      replyTo: this.replies?.addressFor(request.id),
    });
  }

  /** In the thread of the mail that made the case. @throws TemplateFailure when a template can't be rendered for this note. */
  async writeNote(caseRef: CaseRef, note: CaseNote, idempotencyKey: string): Promise<Mail> {
    const view = noteView(note);
    const subject = oneLine(this.noteSubject.render({ note: view, caseRef }));
    const block = { caseRef, ...view };
    return this.packer.pack({
      messageId: messageIdOf(idempotencyKey, this.domain),
      requestId: note.requestId,
      subject: note.requestId === undefined ? cut(subject) : withId(note.requestId, subject),
      text: withBlock(this.noteText.render({ note: view, caseRef }), 'UPDATE', block),
      headers: { [UPDATE_ID]: note.id, ...(note.requestId !== undefined && { [REQUEST_ID]: note.requestId }) },
      inReplyTo: MESSAGE_ID.exec(caseRef)?.[0],
      replyTo: note.requestId === undefined ? undefined : this.replies?.addressFor(note.requestId),
      attachments: this.asJson('update', block),
    });
  }

  private asJson(of: 'report' | 'update', view: object): Attachment[] {
    if (!this.settings.jsonAttachment) return [];
    return [
      { filename: `open311-${of}.json`, contentType: 'application/json', content: Buffer.from(JSON.stringify(view, null, 1)) },
    ];
  }
}

/** Who we are in the mails of a connection. */
export function ourSide({ from, messageIdDomain }: EmailSettings): OurSide {
  const own = addressesIn(from)[0]!;
  return { own, messageIdDomain: messageIdDomain ?? own.split('@').at(-1)! };
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

/** In their order, as many as the limits allow. */
function fitting(pictures: readonly CasePicture[], { attach, maxFiles, maxBytes }: EmailPictures): CasePicture[] {
  let room = attach ? maxBytes : 0;
  return pictures
    .filter(({ bytes }) => {
      const fits = bytes.length <= room;
      if (fits) room -= bytes.length;
      return fits;
    })
    .slice(0, maxFiles);
}

function toAttachment({ fileName, contentType, bytes }: CasePicture): Attachment {
  return { filename: fileName, contentType, content: bytes };
}
