import { MailReader } from './mail-reader.js';
import type { EmailInbound } from './inbound.settings.js';
import { ReplyAddresses } from './reply-address.js';
import { pattern, StatusWords } from './status-words.js';

/** Who we are. */
export interface OurSide {
  /** The address that our mails come from, without a name. */
  readonly own: string;
  /** The right side of our Message-IDs. */
  readonly messageIdDomain: string;
}

/** Reads answers by the settings of one connection. */
export function readerFor(settings: EmailInbound, { own, messageIdDomain }: OurSide): MailReader {
  const ours = new RegExp(`^<open311\\.[0-9a-f]{40}@${literally(messageIdDomain)}>$`, 'i');
  const { caseNumber, requestIdPattern } = settings;
  return new MailReader({
    trust: { senders: settings.senders, authentication: settings.authentication, own },
    marks: {
      addresses: replyAddresses(settings, own),
      idPattern: pattern(requestIdPattern),
      numberHeaders: caseNumber.headers,
      ...(caseNumber.subject !== undefined && { numberInSubject: pattern(caseNumber.subject) }),
      isOurs: (messageId) => ours.test(messageId),
    },
    words: new StatusWords(settings.statusRules, settings.publicText),
    cutAt: settings.cutAt.map(pattern),
  });
}

/** Undefined where the settings give reports no addresses of their own. */
export function replyAddresses({ replySecret, replySeparator }: EmailInbound, own: string): ReplyAddresses | undefined {
  return replySecret === undefined ? undefined : new ReplyAddresses(own, replySecret, replySeparator);
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
