import type { Pattern } from '../../../src/domain/pattern.js';

/** Longer lines are nobody's answer. */
const LONGEST_LINE = 2_000;
const LONGEST_TEXT = 50_000;
/** Below a farewell nobody writes more than this. */
const MOST_SIGNATURE_LINES = 10;
/** An attribution may be broken over so many lines. */
const MOST_ATTRIBUTION_LINES = 3;

/** From here on all is old: what mail programs put above the mail that is answered, in the languages of their users. */
const OLD_MAIL = [
  /^-{2,} ?(original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message transféré|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|oprindelig meddelelse|ursprungligt meddelande|opprinnelig melding|wiadomość oryginalna|původní zpráva) ?-{2,}$/i,
  /^-{5} BEGIN OPEN311 /,
  /^[#\-* ]*(please )?(type your reply|reply|write) above this line/i,
];
const SENDER = /^\*?(from|von|de|da|van|fra|från|od|lähettäjä)\s?:\*?\s/i;
const SENT =
  /^\*?(sent|date|gesendet|datum|envoyé|enviado( el)?|fecha|inviato|data|verzonden|sendt|skickat|wysłano|odesláno|lähetetty)\s?:\*?\s/i;
const WROTE = / (wrote|schrieb|écrit|escribió|scritto|escreveu|schreef|skrev|pisze|napisał|napisal|kirjoitti)\b/i;
const BEGINS = /^(on|am|le|el|il|em|op|den|w dniu|dnia|dne|pe|ma|ti|ke|to|la|su)\s/i;
const SIGNATURE = /^(-- ?|_{5,}|-{5,}|={5,})$/;
const DEVICE =
  /^(sent from (my|mail|outlook|yahoo)|get outlook for|gesendet (von|mit) |von meinem .{1,40} gesendet|envoyé (de|depuis) |enviado desde |inviato da |verzonden (vanaf|met) |sendt fra |skickat från )/i;
const FAREWELL =
  /^((kind|best|warm|many)? ?regards|yours (sincerely|faithfully|truly)|sincerely|(mit )?(freundliche[nm]?|beste[nm]?|viele|liebe) (grüße[n]?|grüsse[n]?|gruß)|mfg|(bien )?cordialement|(un )?saludos?( cordiales)?|atentamente|cordiali saluti|distinti saluti|met vriendelijke groet(en)?|med venlig hilsen|med vänliga hälsningar|atenciosamente)[ ,.!]*$/i;

/**
 * What somebody wrote on top of or between what he answers to: without quotes, signature and old mails. Costs as much as the text is long, whatever
 * stands in it (ADR 32).
 * @param cutAt further lines, a city's own, from which on nothing counts.
 */
export function answerIn(text: string, cutAt: readonly Pattern[] = []): string {
  const lines = text.slice(0, LONGEST_TEXT).replace(/\r\n?/g, '\n').split('\n');
  const short = lines.map((line) =>
    line.slice(0, LONGEST_LINE).replace(/[\s\u00a0\u200b]+$/, (end) => (line.trimEnd() === '--' ? '' : end && '')),
  );
  const fresh = short.slice(0, endOfFresh(short, cutAt));
  return withoutQuotes(fresh)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function endOfFresh(lines: readonly string[], cutAt: readonly Pattern[]): number {
  const end = lines.findIndex(
    (line, index) =>
      OLD_MAIL.some((each) => each.test(line)) || cutAt.some((each) => each.isIn(line)) || beginsOldMail(lines, index),
  );
  const whole = end < 0 ? lines.length : end;
  const signature = lines
    .slice(0, whole)
    .findIndex((line, index) => beginsSignature(line, lines.slice(index + 1, index + 1 + 100), whole - index));
  return signature < 0 ? whole : signature;
}

/** Headers of an old mail in the text; or a line that says who wrote, without marks of quotation below. */
function beginsOldMail(lines: readonly string[], index: number): boolean {
  if (SENDER.test(lines[index]!)) return lines.slice(index + 1, index + 5).some((line) => SENT.test(line));
  const length = attributionAt(lines, index);
  return length > 0 && !lines.slice(index + length, index + length + 3).some(isQuote);
}

/** @returns how many lines say that somebody wrote what follows; 0: none. */
function attributionAt(lines: readonly string[], index: number): number {
  if (!BEGINS.test(lines[index]!)) return 0;
  for (let length = 1; length <= MOST_ATTRIBUTION_LINES; length += 1) {
    const joined = lines.slice(index, index + length).join(' ');
    if (joined.endsWith(':') && WROTE.test(joined) && /\d|@/.test(joined)) return length;
    if (lines[index + length] === '') return 0;
  }
  return 0;
}

function beginsSignature(line: string, after: readonly string[], left: number): boolean {
  if (SIGNATURE.test(line)) return line.startsWith('--') && line.length <= 3 ? true : isNearEnd(after, left);
  return (DEVICE.test(line) || FAREWELL.test(line)) && isNearEnd(after, left);
}

const isNearEnd = (after: readonly string[], left: number): boolean =>
  after.slice(0, Math.max(left - 1, 0)).filter((line) => line !== '' && !isQuote(line)).length <= MOST_SIGNATURE_LINES;

const isQuote = (line: string): boolean => /^\s{0,3}(>|\|\s)/.test(line);

function withoutQuotes(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const length = attributionAt(lines, index);
    if (length > 0) index += length - 1;
    else if (!isQuote(lines[index]!)) kept.push(lines[index]!);
    else dropAttribution(kept);
  }
  return kept;
}

/** In a language nobody thought of: the last line before a quote that ends in a colon and holds a date or an address. */
function dropAttribution(kept: string[]): void {
  let last = kept.length - 1;
  while (last >= 0 && kept[last] === '') last -= 1;
  if (last >= 0 && kept[last]!.endsWith(':') && /\d{4}|@/.test(kept[last]!)) kept.length = last;
}
