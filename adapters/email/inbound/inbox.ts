import type { FetchMessageObject, ImapFlow, SearchObject } from 'imapflow';
import type { AdapterLogger, CaseSnapshot, ChangeDoubt, ChangePage, ChangeWindow } from '../../../src/adapter-kit/adapter.js';
import { TransientError } from '../../../src/adapter-kit/errors.js';
import type { EmailImap } from '../imap/imap.settings.js';
import { MailboxSession } from '../imap/mailbox-session.js';
import { handled } from './handled.js';
import type { EmailInbound } from './inbound.settings.js';
import { openFolder } from './inbox-folder.js';
import type { MailReader } from './mail-reader.js';
import { type PageToken, readToken, writeToken } from './page-token.js';

const A_DAY_MS = 86_400_000;
/** Then the server is asked whether it is still there. */
const IDLE_AT_MOST_MS = 5 * 60_000;

export interface InboxCall {
  readonly signal: AbortSignal;
  readonly logger: AdapterLogger;
}

/** What one page brought, and the token of the next. */
interface Found {
  readonly changes: CaseSnapshot[];
  readonly doubts: ChangeDoubt[];
  readonly done: number[];
  readonly doubtful: number[];
}

/** Our mailbox as a list of changes. It has no memory but the mailbox: a mail is known by its date, and where the settings say so by a keyword. */
export class Inbox {
  constructor(
    private readonly imap: EmailImap,
    private readonly settings: EmailInbound,
    private readonly reader: MailReader,
  ) {}

  /** @throws ImapFailure where the folder is not there, or nobody lets us in. */
  async check(signal: AbortSignal): Promise<void> {
    const session = await MailboxSession.open(this.imap, signal);
    try {
      await session.ask((client) => openFolder(client, this.settings, true));
    } finally {
      session.close();
    }
  }

  /**
   * Mails that came in the window, oldest UID first, some at a time.
   * @param page what the page before ended with: its mails are written by now.
   * @throws ImapFailure
   */
  async page(window: ChangeWindow, page: string | undefined, call: InboxCall): Promise<ChangePage> {
    const token = page === undefined ? undefined : tokenOf(page);
    const session = await MailboxSession.open(this.imap, call.signal);
    try {
      const uidValidity = await session.ask((client) => openFolder(client, this.settings, !this.marks));
      // The mailbox was made anew: numbers of the last page name other mails now. The round begins again.
      if (token && token.uidValidity !== uidValidity)
        throw new TransientError('the mailbox was built anew in the middle of a round');
      if (token && this.marks) await session.ask((client) => handled(client, token, this.settings));
      const uids = await session.ask((client) => this.uids(client, window, token));
      const taken = uids.slice(0, this.settings.mailsAtOnce);
      const found = await this.readAll(session, taken, call);
      return pageOf(found, this.nextPage(uids, taken, { uidValidity, ...found }));
    } finally {
      session.close();
    }
  }

  /**
   * Says so whenever a mail comes, and once at the beginning, for what came before it listened.
   * @throws ImapFailure when the server ends it.
   */
  async watch(onChange: () => void, { signal }: Pick<InboxCall, 'signal'>): Promise<void> {
    const session = await MailboxSession.open(this.imap, signal);
    try {
      await session.ask(async (client) => {
        await openFolder(client, this.settings, true);
        client.maxIdleTime = IDLE_AT_MOST_MS;
        client.on('exists', onChange);
        onChange();
        while (!signal.aborted && client.usable)
          if ((await client.idle()) === false) throw new Error('the server does not let us wait for mail');
        throw new Error('the server closed the connection');
      });
    } finally {
      session.close();
    }
  }

  private get marks(): boolean {
    return this.settings.handled !== 'leave';
  }

  /** One more page where the mails of this one have to be marked once they are written. */
  private nextPage(uids: readonly number[], taken: readonly number[], rest: Omit<PageToken, 'upTo'>): string | undefined {
    const upTo = taken.at(-1);
    if (upTo === undefined || (taken.length === uids.length && !this.marks)) return undefined;
    return writeToken({ ...rest, upTo });
  }

  /** The server knows days only, and whose days they are is anybody's guess: the exact moment is compared here. */
  private async uids(client: ImapFlow, { from, to }: ChangeWindow, token: PageToken | undefined): Promise<number[]> {
    const { keyword, lookBackDays } = this.settings;
    const days = this.marks ? lookBackDays : 1;
    const query: SearchObject = {
      since: new Date(from.getTime() - days * A_DAY_MS),
      ...(this.marks ? { unKeyword: keyword } : { before: new Date(to.getTime() + 2 * A_DAY_MS) }),
      ...(token && { uid: `${token.upTo + 1}:*` }),
    };
    const found = await client.search(query, { uid: true });
    if (!Array.isArray(found)) throw new Error('the server did not search');
    // `n:*` names the last mail even where its number is below n.
    const after = found.filter((uid) => uid > (token?.upTo ?? 0)).sort((a, b) => a - b);
    return this.marks || after.length === 0 ? after : inWindow(client, after, { from, to });
  }

  /** One after another: no more than one mail is in memory. */
  private async readAll(session: MailboxSession, uids: readonly number[], { logger }: InboxCall): Promise<Found> {
    const found: Found = { changes: [], doubts: [], done: [], doubtful: [] };
    for (const uid of uids) {
      const mail = await session.ask((client) => fetched(client, uid, this.settings.maxMailBytes));
      if (!mail) continue;
      const verdict = await this.reader.read(mail);
      if (verdict.is === 'change') found.changes.push(verdict.snapshot);
      else if (verdict.is === 'doubt') found.doubts.push(verdict.doubt);
      else logger.info({ uid, why: verdict.why }, 'a mail says nothing of a case');
      (verdict.is === 'doubt' ? found.doubtful : found.done).push(uid);
    }
    return found;
  }
}

/** It may come from another version of the bridge: the round begins again then. */
function tokenOf(page: string): PageToken {
  try {
    return readToken(page);
  } catch (error) {
    throw new TransientError(`a round of reading mail can't go on: ${(error as Error).message}`, undefined, { cause: error });
  }
}

const pageOf = ({ changes, doubts }: Found, nextPage: string | undefined): ChangePage => ({
  changes,
  byMail: true,
  ...(doubts.length > 0 && { doubts }),
  ...(nextPage !== undefined && { nextPage }),
});

/** Dates of a mailbox are whole seconds: a mail of the second in which the window begins may have come within it. */
async function inWindow(client: ImapFlow, uids: readonly number[], { from, to }: ChangeWindow): Promise<number[]> {
  const least = Math.floor(from.getTime() / 1000) * 1000;
  const dated: FetchMessageObject[] = await client.fetchAll([...uids], { internalDate: true }, { uid: true });
  const fits = ({ internalDate }: FetchMessageObject) => {
    const at = timeOf(internalDate);
    return at !== undefined && at >= least && at <= to.getTime();
  };
  return dated.filter(fits).map(({ uid }) => uid);
}

async function fetched(client: ImapFlow, uid: number, maxLength: number) {
  const mail = await client.fetchOne(String(uid), { size: true, internalDate: true, source: { maxLength } }, { uid: true });
  // Somebody took it out of the mailbox.
  if (!mail || !mail.source) return undefined;
  const at = timeOf(mail.internalDate);
  return { at: new Date(at ?? 0), source: mail.source, isCut: (mail.size ?? 0) > mail.source.length };
}

function timeOf(date: Date | string | undefined): number | undefined {
  const time = date === undefined ? NaN : new Date(date).getTime();
  return Number.isNaN(time) ? undefined : time;
}
