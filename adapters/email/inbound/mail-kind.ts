import type { ReadMail } from './read-mail.js';

/** What answers by itself: programs that are away, and ticket systems that say that they got a mail. */
const AUTOREPLY_FIELDS = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-mail-autoreply',
  'x-autoreply-from',
  'x-fc-machinegenerated',
];
const AUTOREPLY_SUBJECT =
  /^(auto(matic|matische|matisk)?[ -]?(reply|response|antwort|svar)|automatische antwort|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|out of (the )?office|abwesen(d|heit)|absence|afwezig)/i;
const UNDELIVERABLE_SENDER = /^(mailer-daemon|postmaster|mail-daemon|mailerdaemon)@/;
const UNDELIVERABLE_SUBJECT =
  /(undeliver|delivery (status notification|failure|has failed)|mail delivery (failed|subsystem|failure)|returned mail|failure notice|unzustellbar|nicht zugestellt|non remis|no se puede entregar|delivery problem|rejected:)/i;

/**
 * `Precedence: bulk` says nothing here: ticket systems put it on everything.
 * @returns `answer` for what a person or a ticket system means to tell.
 */
export function kindOf(mail: ReadMail): 'bounce' | 'auto-reply' | 'answer' {
  if (isBounce(mail)) return 'bounce';
  return isAutoReply(mail) ? 'auto-reply' : 'answer';
}

function isBounce(mail: ReadMail): boolean {
  if (mail.deliveryStatus !== undefined) return true;
  const fromServer = mail.from.some((address) => UNDELIVERABLE_SENDER.test(address));
  if (mail.header('x-failed-recipients').length > 0 && (fromServer || hasNoReturnPath(mail))) return true;
  return UNDELIVERABLE_SUBJECT.test(mail.subject) && (fromServer || hasNoReturnPath(mail));
}

/** RFC 3834, 5; `auto-generated` is news of a system, no answer to us. */
function isAutoReply(mail: ReadMail): boolean {
  const submitted = mail.header('auto-submitted').some((value) => /^auto-(replied|notified)/i.test(value.trim()));
  const precedence = mail.header('precedence').some((value) => /^auto[_-]?reply$/i.test(value.trim()));
  return (
    submitted ||
    precedence ||
    AUTOREPLY_FIELDS.some((name) => mail.header(name).length > 0) ||
    AUTOREPLY_SUBJECT.test(mail.subject)
  );
}

/** Empty: nobody wants to hear of it any more (RFC 5321, 6.1). */
function hasNoReturnPath(mail: ReadMail): boolean {
  return mail.lines.some(({ name, value }) => name === 'return-path' && value === '<>');
}
