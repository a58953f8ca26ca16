import type { ImapFolder, StoredMail } from './imap-folder.js';
import { type ImapValue, listOf, quoted, textOf } from './imap-value.js';

const FLAGS = '\\Seen \\Answered \\Flagged \\Deleted \\Draft';

/** The folders that a pattern means. @param answer LIST or LSUB. */
export function listLines(folders: readonly ImapFolder[], pattern: string, answer: string): string[] {
  if (pattern === '') return [`* ${answer} (\\Noselect) "/" ""`];
  const fits = (name: string) => /^[*%]$/.test(pattern) || name.toLowerCase() === pattern.toLowerCase();
  const found = folders.filter(({ name }) => fits(name));
  return found.map(({ name, use }) => `* ${answer} (\\HasNoChildren${use ? ` ${use}` : ''}) "/" ${quoted(name)}`);
}

/** @param items what is asked of it, such as `(MESSAGES UIDNEXT)`. */
export function statusLine({ name, mails, uidNext, uidValidity }: ImapFolder, items: ImapValue | undefined): string {
  const told: Readonly<Record<string, number>> = {
    MESSAGES: mails.length,
    UIDNEXT: uidNext,
    UIDVALIDITY: uidValidity,
    UNSEEN: mails.filter(({ flags }) => !flags.has('\\Seen')).length,
    RECENT: 0,
  };
  const asked = listOf(items).map((item) => textOf(item).toUpperCase());
  return `* STATUS ${quoted(name)} (${asked.map((item) => `${item} ${told[item] ?? 0}`).join(' ')})`;
}

/** What is told of a folder that is opened. */
export function openLines({ mails, uidNext, uidValidity }: ImapFolder): string[] {
  const lines = [`* ${mails.length} EXISTS`, '* 0 RECENT', `* FLAGS (${FLAGS})`, `* OK [PERMANENTFLAGS (${FLAGS} \\*)] kept`];
  return [...lines, `* OK [UIDVALIDITY ${uidValidity}] valid`, `* OK [UIDNEXT ${uidNext}] next`];
}

/** Puts mails into another folder (RFC 6851); undefined where there are none. @returns which is which now. */
export function movedLine(mails: readonly StoredMail[], from: ImapFolder, to: ImapFolder): string | undefined {
  if (mails.length === 0) return undefined;
  const copies = mails.map(({ raw, flags, at }) => to.add(raw, [...flags], at));
  from.remove((mail) => mails.includes(mail));
  const [old, now] = [mails, copies].map((each) => each.map(({ uid }) => uid).join(','));
  return `* OK [COPYUID ${to.uidValidity} ${old} ${now}] moved`;
}
