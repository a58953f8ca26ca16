import {
  ADAPTER_CONTRACT_VERSION,
  type CallContext,
  type CaseNote,
  type CrmAdapter,
  defineAdapter,
  type EarlierCase,
} from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { Redactor } from '../../src/adapter-kit/redactor.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { type Mail, MailWriter, SUBJECT_LIMIT } from './email.message.js';
import { rehearsed } from './email.rehearsal.js';
import { EmailSettings } from './email.settings.js';
import { type SentMail, SmtpConversation } from './email.smtp.js';
import { meaningOf, SmtpFailure } from './email.smtp-failure.js';

const NO_LOOK_UP: EarlierCase = {
  is: 'unknowable',
  reason: 'a mail that was sent can not be looked up over SMTP: look into the mailbox for the subject',
};

/** Sends one mail a request and one a note; the mail's Message-ID is the case's reference. */
class EmailAdapter implements CrmAdapter {
  private readonly writer: MailWriter;
  private readonly redactor: Redactor;

  constructor(private readonly settings: EmailSettings) {
    this.writer = new MailWriter(settings);
    this.redactor = new Redactor(settings.password === undefined ? [] : [settings.password]);
  }

  async check({ signal }: CallContext): Promise<void> {
    await this.told(SmtpConversation.greet(this.settings, signal));
  }

  async createCase(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const mail = await written(this.writer.write(request, context.idempotencyKey));
    const sent = await this.send(mail, { requestId: request.id }, context);
    return sent.replacedMessageId ?? mail.messageId;
  }

  findCase(): Promise<EarlierCase> {
    return Promise.resolve(NO_LOOK_UP);
  }

  /** A mail in the thread of the first. */
  async addNote(caseRef: CaseRef, note: CaseNote, context: CallContext): Promise<void> {
    const mail = await written(this.writer.writeNote(caseRef, note, context.idempotencyKey));
    await this.send(mail, { noteId: note.id }, context);
  }

  private async send(mail: Mail, about: object, { signal, logger, rehearsal }: CallContext): Promise<SentMail> {
    const sending = rehearsal ? rehearsed(mail, this.settings, rehearsal) : SmtpConversation.send(this.settings, mail, signal);
    const sent = await this.told(sending);
    logger.info({ ...about, messageId: mail.messageId, response: this.redactor.redact(sent.response) }, 'mail sent');
    if (sent.refused.length > 0) logger.warn({ ...about, refused: sent.refused }, 'the mail server refused some recipients');
    refuseWhenOnlyCopiesWent(mail, sent);
    return sent;
  }

  private told<T>(conversation: Promise<T>): Promise<T> {
    return conversation.catch((error: unknown) => {
      throw error instanceof SmtpFailure ? meaningOf(error, (text) => this.redactor.redact(text)) : error;
    });
  }
}

/** What fails here fails because of this one report: it must not hold up the others. */
function written(mail: Promise<Mail>): Promise<Mail> {
  return mail.catch((error: Error) => {
    throw new RejectedError(`the mail can not be written: ${error.message}`, { cause: error });
  });
}

function refuseWhenOnlyCopiesWent({ mainRecipients }: Mail, { refused }: SentMail): void {
  if (mainRecipients.every((address) => refused.includes(address))) {
    throw new RejectedError(`only the copies were sent: the mail server refused ${refused.join(', ')}`);
  }
}

export const email = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'email',
  label: 'A mailbox, or a CRM that makes cases out of mail',
  settingsClass: EmailSettings,
  capabilities: ['addNote'],
  limits: { titleCharacters: SUBJECT_LIMIT },
  create: (settings) => new EmailAdapter(settings),
  startEmulator: async (options) => (await import('./email.emulator.js')).startEmailEmulator(options),
});
