import type { FetchMessageObject, ImapFlow, SearchObject } from 'imapflow';
import type { AdapterLogger } from '../../../src/adapter-kit/adapter.js';
import type { Mail } from '../email.packer.js';
import { MailboxLacks } from './imap-failure.js';
import type { EmailImap } from './imap.settings.js';
import { MailboxSession } from './mailbox-session.js';
import { type MailTrace, traceOf, TRACE_FIELDS } from './mail-trace.js';

const DRAFT = '\\Draft';
const A_DAY_MS = 86_400_000;

/** What to look for; either mark is enough. */
export interface SoughtMail {
  readonly messageId: string;
  /** One of our own headers. */
  readonly field: readonly [name: string, value: string];
  /** For the header alone. */
  readonly since?: Date;
}

/** What was sent. The folder holds a draft of a mail from before it is sent until it is known that it was. */
export class SentFolder {
  constructor(private readonly settings: EmailImap) {}

  /** @throws ImapFailure where there is no such folder, or nobody lets us in. */
  check(signal: AbortSignal): Promise<void> {
    return this.inside(signal, true, () => Promise.resolve());
  }

  /** Mails that carry one of the marks, oldest first; drafts too. @throws ImapFailure */
  find({ messageId, field: [name, value], since }: SoughtMail, signal: AbortSignal): Promise<readonly MailTrace[]> {
    const byField: SearchObject = { header: { [name]: value }, ...(since && { since: new Date(since.getTime() - A_DAY_MS) }) };
    const query: SearchObject = { or: [{ header: { 'message-id': messageId } }, byField] };
    return this.inside(signal, true, (session) => session.ask(async (client) => tracesIn(client, await uidsOf(client, query))));
  }

  /**
   * Sends a mail, and keeps here what is known of it: a draft while it is not known whether it was sent.
   * @param isCertainlyUnsent tells by what sending threw.
   * @throws ImapFailure before anything was sent; later, only what sending throws.
   */
  async around<T>(mail: Mail, call: Filing<T>): Promise<T> {
    const session = await MailboxSession.open(this.settings, call.signal);
    try {
      const uid = await session.ask(async (client) => draftOf(client, await this.open(client, false), mail));
      const result = await call.send().catch(async (error: unknown) => {
        if (call.isCertainlyUnsent(error)) await this.afterwards(session, call, (client) => removed(client, uid));
        throw error;
      });
      await this.afterwards(session, call, (client) => client.messageFlagsRemove(uid, [DRAFT], { uid: true }));
      return result;
    } finally {
      session.close();
    }
  }

  /** What came of sending is known by now, and counts for more. */
  private async afterwards<T>(session: MailboxSession, { logger }: Filing<T>, act: (client: ImapFlow) => Promise<boolean>) {
    const isDone = await session.ask(act).catch(() => false);
    if (!isDone) logger.warn({}, 'the draft of a mail in the sent folder could not be brought up to date');
  }

  private async inside<T>(signal: AbortSignal, readOnly: boolean, talk: (session: MailboxSession) => Promise<T>): Promise<T> {
    const session = await MailboxSession.open(this.settings, signal);
    try {
      await session.ask((client) => this.open(client, readOnly));
      return await talk(session);
    } finally {
      session.close();
    }
  }

  private async open(client: ImapFlow, readOnly: boolean): Promise<string> {
    const folders = await client.list();
    const { sentFolder } = this.settings;
    const found = folders.find(({ path, specialUse }) => (sentFolder ? path === sentFolder : specialUse === '\\Sent'));
    if (!found)
      throw new MailboxLacks(
        sentFolder
          ? `the mailbox has no folder ${sentFolder}: imap.sentFolder`
          : 'the mailbox marks no folder for sent mail: name it in imap.sentFolder',
      );
    await client.mailboxOpen(found.path, { readOnly });
    return found.path;
  }
}

export interface Filing<T> {
  readonly send: () => Promise<T>;
  readonly isCertainlyUnsent: (error: unknown) => boolean;
  readonly signal: AbortSignal;
  readonly logger: AdapterLogger;
}

/** The draft that an earlier attempt left, or a new one. */
async function draftOf(client: ImapFlow, folder: string, { messageId, content }: Mail): Promise<number[]> {
  const earlier = await uidsOf(client, { header: { 'message-id': messageId }, draft: true });
  if (earlier.length > 0) return [...earlier];
  const appended = await client.append(folder, content, ['\\Seen', DRAFT]);
  if (!appended) throw new Error('the server did not file the mail');
  if (appended.uid !== undefined) return [appended.uid];
  return [...(await uidsOf(client, { header: { 'message-id': messageId }, draft: true }))];
}

/** The library answers with no list when the search failed: that is no list without entries. */
async function uidsOf(client: ImapFlow, query: SearchObject): Promise<readonly number[]> {
  const found = await client.search(query, { uid: true });
  if (!Array.isArray(found)) throw new Error('the server did not search');
  return found;
}

async function tracesIn(client: ImapFlow, uids: readonly number[]): Promise<MailTrace[]> {
  if (uids.length === 0) return [];
  const found: FetchMessageObject[] = await client.fetchAll(
    [...uids],
    { flags: true, headers: [...TRACE_FIELDS] },
    { uid: true },
  );
  return Promise.all(found.map(({ headers, flags }) => traceOf(headers, flags?.has(DRAFT) ?? false)));
}

async function removed(client: ImapFlow, uids: number[]): Promise<boolean> {
  return client.messageDelete(uids, { uid: true });
}
