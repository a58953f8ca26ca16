import { createHash } from 'node:crypto';
import addressparser from 'nodemailer/lib/addressparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { type RequestView, requestView } from '../../src/adapter-kit/request-view.js';
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
}

export const SUBJECT_LIMIT = 250;
const BLOCK_START = '----- BEGIN OPEN311 REPORT -----';
const BLOCK_END = '----- END OPEN311 REPORT -----';

/** Writes the mail of a request. The same request and key give the same Message-ID. */
export class MailWriter {
  private readonly subject: TextTemplate;
  private readonly text: TextTemplate;
  private readonly html?: TextTemplate;
  private readonly domain: string;

  constructor(private readonly settings: EmailSettings) {
    this.subject = new TextTemplate(settings.subjectTemplate);
    this.text = new TextTemplate(settings.textTemplate);
    this.html = settings.htmlTemplate === undefined ? undefined : new TextTemplate(settings.htmlTemplate, { escape: 'html' });
    this.domain = settings.messageIdDomain ?? addressesIn(settings.from)[0]!.split('@').at(-1)!;
  }

  /** @throws TemplateFailure when a template can't be rendered for this request. */
  async write(request: ServiceRequest, idempotencyKey: string): Promise<Mail> {
    const view = requestView(request);
    const { from, to, cc } = this.settings;
    const messageId = messageIdOf(idempotencyKey, this.domain);
    const node = new MailComposer({
      from,
      to,
      cc,
      messageId,
      subject: subjectOf(request.id, this.subject.render({ request: view })),
      text: `${this.text.render({ request: view }).trimEnd()}\n\n${machineBlock(view)}\n`,
      html: this.html?.render({ request: view }),
      // No Auto-Submitted: a ticket system would then keep back the answer that carries its number.
      headers: { 'X-Open311-Request-Id': { prepared: false, value: request.id } },
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    const content = await node.build();
    const mainRecipients = addressesIn(to);
    return {
      messageId,
      from: addressesIn(from)[0]!,
      recipients: [...new Set([...mainRecipients, ...addressesIn(cc)])],
      mainRecipients,
      content,
    };
  }
}

/** Stands in every mail of one delivery, whatever the attempt. */
export function messageIdOf(idempotencyKey: string, domain: string): string {
  return `<open311.${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40)}@${domain}>`;
}

/** On one line, our id first: ticket systems cut subjects, some after 30 characters. */
function subjectOf(id: string, rendered: string): string {
  const line = rendered.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const subject = line.startsWith(id) ? line : `${id} ${line}`;
  return [...subject].slice(0, SUBJECT_LIMIT).join('');
}

/** The last thing in the text. JSON breaks no line inside a value, so nothing a resident wrote can end the block. */
function machineBlock(view: RequestView): string {
  return [BLOCK_START, JSON.stringify(view, null, 1), BLOCK_END].join('\n');
}

function addressesIn(text: string | undefined): string[] {
  return addressparser(text, { flatten: true }).map(({ address }) => address);
}
