import type { CallContext, CaseNote, EarlierCase, EarlierStep } from '../../src/adapter-kit/adapter.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { REQUEST_ID, UPDATE_ID } from './email.message.js';
import type { EmailSettings } from './email.settings.js';
import { addressesIn, type MailTrace } from './imap/mail-trace.js';
import type { SentFolder } from './imap/sent-folder.js';

export const NO_LOOK_UP: EarlierCase = {
  is: 'unknowable',
  reason: 'a mail that was sent can not be looked up over SMTP: look into the mailbox for the subject',
};
const PERHAPS_SENT = 'the mail lies in the sent folder as a draft: it was about to be sent, and nobody knows whether it was';

/** Looks for mails that an earlier attempt may have sent. */
export class MailLookUp {
  private readonly to: readonly string[];

  constructor(
    { to }: EmailSettings,
    private readonly sentFolder: SentFolder,
  ) {
    this.to = addressesIn(to);
  }

  /** The same delivery's mail by its Message-ID, or one that names the request and went to the same recipients. @throws ImapFailure */
  async findCase({ id }: ServiceRequest, since: Date, messageId: string, { signal, logger }: CallContext): Promise<EarlierCase> {
    const traces = await this.sentFolder.find({ messageId, field: [REQUEST_ID, id], since }, signal);
    const isOurs = (mail: MailTrace) => mail.requestId === id && mail.updateId === undefined && this.wentToUs(mail);
    const ours = traces.filter((mail) => mail.messageId === messageId || isOurs(mail));
    const sent = ours.filter(({ isDraft }) => !isDraft);
    if (sent.length > 1)
      logger.warn({ messageIds: sent.map((mail) => mail.messageId) }, 'more than one mail of this report; taking the first');
    if (sent.length > 0) return { is: 'found', caseRef: sent[0]!.messageId };
    return ours.length > 0 ? { is: 'unknowable', reason: PERHAPS_SENT } : { is: 'absent' };
  }

  /** @throws ImapFailure */
  async findNote(caseRef: CaseRef, note: CaseNote, messageId: string, { signal }: CallContext): Promise<EarlierStep> {
    const traces = await this.sentFolder.find({ messageId, field: [UPDATE_ID, note.id] }, signal);
    const ours = traces.filter((mail) => mail.messageId === messageId || mail.updateId === note.id);
    if (ours.some(({ isDraft }) => !isDraft)) return { is: 'done' };
    if (ours.length > 0) return { is: 'unknowable', reason: PERHAPS_SENT };
    const first = await this.sentFolder.find({ messageId: caseRef, field: [REQUEST_ID, caseRef] }, signal);
    if (first.some((mail) => mail.messageId === caseRef)) return { is: 'absent' };
    return { is: 'unknowable', reason: `the sent folder holds no mail ${caseRef}: what was sent may not be in it` };
  }

  private wentToUs({ to }: MailTrace): boolean {
    return this.to.every((address) => to.includes(address));
  }
}
