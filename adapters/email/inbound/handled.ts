import type { ImapFlow } from 'imapflow';
import { MailboxLacks } from '../imap/imap-failure.js';
import type { EmailInbound } from './inbound.settings.js';
import type { PageToken } from './page-token.js';

/** Marks the mails of a page that the host has written; moves those away that were understood, where the settings say so. Harmless to repeat. */
export async function handled(client: ImapFlow, { done, doubtful }: PageToken, settings: EmailInbound): Promise<void> {
  const all = [...done, ...doubtful];
  if (all.length > 0) await client.messageFlagsAdd(all, [settings.keyword], { uid: true });
  if (settings.handled !== 'move' || done.length === 0) return;
  const folders = await client.list();
  if (!folders.some(({ path }) => path === settings.doneFolder)) await client.mailboxCreate(settings.doneFolder);
  const moved = await client.messageMove([...done], settings.doneFolder, { uid: true });
  if (moved === false) throw new MailboxLacks(`mails can't be moved to ${settings.doneFolder}: inbound.doneFolder`);
}
