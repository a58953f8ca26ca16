import type { ImapFlow } from 'imapflow';
import { MailboxLacks } from '../imap/imap-failure.js';
import type { EmailInbound } from './inbound.settings.js';

/** @returns its UIDVALIDITY. @throws MailboxLacks where it is not there, or keeps no keywords and has to. */
export async function openFolder(
  client: ImapFlow,
  { folder, handled, keyword }: EmailInbound,
  readOnly: boolean,
): Promise<string> {
  const folders = await client.list();
  const isMeant = (path: string) => path === folder || (folder.toUpperCase() === 'INBOX' && path.toUpperCase() === 'INBOX');
  if (!folders.some(({ path }) => isMeant(path))) throw new MailboxLacks(`the mailbox has no folder ${folder}: inbound.folder`);
  const { uidValidity, permanentFlags } = await client.mailboxOpen(folder, { readOnly });
  if (!readOnly && handled !== 'leave' && permanentFlags && !permanentFlags.has('\\*') && !permanentFlags.has(keyword))
    throw new MailboxLacks(`the server keeps no keywords of ours in ${folder}: set inbound.handled to leave`);
  return String(uidValidity);
}
