import type { Rehearsal } from '../../src/adapter-kit/adapter.js';
import type { Mail } from './email.packer.js';
import type { EmailSettings } from './email.settings.js';
import type { SentMail } from './email.smtp.js';
import { SmtpFailure } from './email.smtp-failure.js';

/** Shows a mail instead of sending it; a line such as `250 2.0.0 queued` is taken for the server's answer to it. @throws SmtpFailure for 4xx and 5xx. */
export async function rehearsed(mail: Mail, { host, port, secure }: EmailSettings, rehearsal: Rehearsal): Promise<SentMail> {
  const recipients = mail.recipients.map((address) => `RCPT TO:<${address}>`);
  const text = [`MAIL FROM:<${mail.from}>`, ...recipients, '', mail.readable].join('\n');
  const response = (await rehearsal.show({ to: `${secure ? 'smtps' : 'smtp'}://${host}:${port}`, text })).trim();
  const replyCode = Number(/^[2-5]\d\d/.exec(response)?.[0]);
  if (replyCode >= 400) throw new SmtpFailure(Object.assign(new Error(response), { responseCode: replyCode }), true);
  return { response, refused: [] };
}
