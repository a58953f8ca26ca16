import {
  ADAPTER_CONTRACT_VERSION,
  type CallContext,
  type CaseNote,
  type CasePicture,
  type CrmAdapter,
  defineAdapter,
  type EarlierCase,
} from '../../src/adapter-kit/adapter.js';
import { AdapterError, OutcomeUnknownError, RejectedError } from '../../src/adapter-kit/errors.js';
import { Redactor } from '../../src/adapter-kit/redactor.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { MailLookUp, NO_LOOK_UP } from './email.look-up.js';
import { MailWriter, ourSide, SUBJECT_LIMIT } from './email.message.js';
import type { Mail } from './email.packer.js';
import { rehearsed } from './email.rehearsal.js';
import { EmailSettings } from './email.settings.js';
import { type SentMail, SmtpConversation } from './email.smtp.js';
import { meaningOf, SmtpFailure } from './email.smtp-failure.js';
import { ImapFailure, meaningOfImap } from './imap/imap-failure.js';
import { SentFolder } from './imap/sent-folder.js';
import { Inbox } from './inbound/inbox.js';
import { readerFor } from './inbound/inbound-reader.js';

/** Sends one mail a request and one a note; the mail's Message-ID is the case's reference. */
class EmailAdapter implements CrmAdapter {
  readonly findNote?: CrmAdapter['findNote'];
  readonly picturesWithCase?: CrmAdapter['picturesWithCase'];
  readonly fetchChanges?: CrmAdapter['fetchChanges'];
  readonly watchChanges?: CrmAdapter['watchChanges'];
  readonly changesAreToldOnce?: boolean;
  private readonly writer: MailWriter;
  private readonly redactor: Redactor;
  private readonly sentFolder?: SentFolder;
  private readonly lookUp?: MailLookUp;
  private readonly inbox?: Inbox;

  constructor(private readonly settings: EmailSettings) {
    const { imap, inbound, pictures } = settings;
    if (pictures.attach) this.picturesWithCase = pictures;
    this.writer = new MailWriter(settings);
    this.redactor = new Redactor(
      [settings.password, imap?.password, inbound?.replySecret].filter((secret) => secret !== undefined),
    );
    if (imap && inbound) {
      const inbox = new Inbox(imap, inbound, readerFor(inbound, ourSide(settings)));
      this.inbox = inbox;
      this.changesAreToldOnce = inbound.handled !== 'leave';
      this.fetchChanges = (window, page, context) => this.told(inbox.page(window, page, context));
      this.watchChanges = (onChange, context) => this.told(inbox.watch(onChange, context));
    }
    if (!imap || imap.filedBy === 'nobody') return;
    this.sentFolder = new SentFolder(imap);
    const lookUp = new MailLookUp(settings, this.sentFolder);
    this.lookUp = lookUp;
    this.findNote = (caseRef, note, context) =>
      this.told(lookUp.findNote(caseRef, note, this.writer.messageIdOf(context), context));
  }

  async check({ signal }: CallContext): Promise<void> {
    await this.told(SmtpConversation.greet(this.settings, signal));
    if (this.sentFolder) await this.told(this.sentFolder.check(signal));
    if (this.inbox) await this.told(this.inbox.check(signal));
  }

  async createCase(request: ServiceRequest, context: CallContext, pictures?: readonly CasePicture[]): Promise<CaseRef> {
    const mail = await written(this.writer.write(request, context.idempotencyKey, pictures));
    const sent = await this.send(mail, { requestId: request.id }, context);
    return sent.replacedMessageId ?? mail.messageId;
  }

  async findCase(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    if (!this.lookUp) return NO_LOOK_UP;
    return this.told(this.lookUp.findCase(request, since, this.writer.messageIdOf(context), context));
  }

  /** A mail in the thread of the first. */
  async addNote(caseRef: CaseRef, note: CaseNote, context: CallContext): Promise<void> {
    const mail = await written(this.writer.writeNote(caseRef, note, context.idempotencyKey));
    await this.send(mail, { noteId: note.id }, context);
  }

  private async send(mail: Mail, about: object, context: CallContext): Promise<SentMail> {
    const { logger, rehearsal } = context;
    const sent = await (rehearsal ? this.told(rehearsed(mail, this.settings, rehearsal)) : this.filed(mail, context));
    logger.info({ ...about, messageId: mail.messageId, response: this.redactor.redact(sent.response) }, 'mail sent');
    if (sent.refused.length > 0) logger.warn({ ...about, refused: sent.refused }, 'the mail server refused some recipients');
    refuseWhenOnlyCopiesWent(mail, sent);
    return sent;
  }

  /** Kept in the sent folder where that is ours to do. */
  private filed(mail: Mail, { signal, logger }: CallContext): Promise<SentMail> {
    const send = () => this.told(SmtpConversation.send(this.settings, mail, signal));
    if (!this.sentFolder || this.settings.imap?.filedBy !== 'bridge') return send();
    return this.told(this.sentFolder.around(mail, { send, isCertainlyUnsent, signal, logger }));
  }

  private told<T>(conversation: Promise<T>): Promise<T> {
    const mask = (text: string) => this.redactor.redact(text);
    return conversation.catch((error: unknown) => {
      if (error instanceof SmtpFailure) throw meaningOf(error, mask);
      throw error instanceof ImapFailure ? meaningOfImap(error, mask) : error;
    });
  }
}

function isCertainlyUnsent(error: unknown): boolean {
  return error instanceof AdapterError && !(error instanceof OutcomeUnknownError);
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
  capabilities: ['addNote', 'findNote', 'fetchChanges'],
  limits: { titleCharacters: SUBJECT_LIMIT },
  create: (settings) => new EmailAdapter(settings),
  startEmulator: async (options) => (await import('./email.emulator.js')).startEmailEmulator(options),
});
