import MailComposer from 'nodemailer/lib/mail-composer';
import MimeNode from 'nodemailer/lib/mime-node';
import type { LedgerCase } from '../../../src/adapter-kit/emulator/ledger.js';

const CLERK = 'Clerk <clerk@city.invalid>';

/** The mail of a case as far as the ledger still knows it. */
export function mailOfCase({ fields, createdAt }: LedgerCase): Promise<Buffer> {
  return built({
    ...textFields(fields, ['messageId', 'from', 'to', 'cc', 'subject', 'text']),
    date: new Date(createdAt),
    headers: { 'X-Open311-Request-Id': String(fields['requestId'] ?? '') },
  });
}

/**
 * What somebody answers to a report.
 * @param query `text`; `from` and `subject` where they are to be others; `thread=no` leaves out In-Reply-To, as many ticket systems do.
 */
export function answerTo({ fields }: LedgerCase, query: URLSearchParams): Promise<Buffer> {
  const isInThread = query.get('thread') !== 'no';
  const messageId = String(fields['messageId']);
  return built({
    from: query.get('from') ?? CLERK,
    to: String(fields['replyTo'] ?? fields['from']),
    subject: query.get('subject') ?? `Re: ${String(fields['subject'])}`,
    text: `${query.get('text') ?? ''}\n\n> ${String(fields['text']).replaceAll('\n', '\n> ')}`,
    ...(isInThread && { inReplyTo: messageId, references: messageId }),
  });
}

/** What a city that closes cases tells whoever wrote. */
export function closingMailOf({ fields, status, reason = '', reasonText = '', modifiedAt }: LedgerCase): Promise<Buffer> {
  const messageId = String(fields['messageId']);
  return built({
    from: CLERK,
    to: String(fields['replyTo'] ?? fields['from']),
    subject: `Re: ${String(fields['subject'])}`,
    date: new Date(modifiedAt),
    text: `Status: ${status}\nReason: ${reason}\n\n${reasonText}\n`,
    inReplyTo: messageId,
    references: messageId,
  });
}

/** A report on a mail that was taken and could not be delivered (RFC 3464). @param query `status` such as 5.1.1, `text`. */
export async function bounceOf({ fields }: LedgerCase, query: URLSearchParams): Promise<Buffer> {
  const status = query.get('status') ?? '5.1.1';
  const words = query.get('text') ?? 'no mailbox of that name';
  const recipient = String((fields['recipients'] as string[])[0]);
  const node = new MimeNode('multipart/report; report-type=delivery-status');
  node.setHeader({
    from: 'Mail Delivery System <MAILER-DAEMON@mail.emulator.invalid>',
    to: String(fields['from']),
    subject: 'Undelivered Mail Returned to Sender',
    'auto-submitted': 'auto-replied',
  });
  node.createChild('text/plain').setContent(`I could not deliver your message to ${recipient}: ${words}\n`);
  const told = [
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: failed`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; 550 ${status} ${words}`,
  ];
  node.createChild('message/delivery-status').setContent(`Reporting-MTA: dns; mail.emulator.invalid\n\n${told.join('\n')}\n`);
  const { messageId, subject, requestId } = fields;
  node
    .createChild('text/rfc822-headers')
    .setContent(`Message-ID: ${String(messageId)}\nSubject: ${String(subject)}\nX-Open311-Request-Id: ${String(requestId)}\n`);
  return node.build();
}

function built(mail: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> {
  return new MailComposer({ ...mail, disableFileAccess: true, disableUrlAccess: true }).compile().build();
}

function textFields(fields: LedgerCase['fields'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (typeof fields[name] === 'string' ? [[name, fields[name]]] : [])));
}
