import type { Socket } from 'node:net';
import { CommandReader, type Pieces } from './command-reader.js';
import { listLines, movedLine, openLines, statusLine } from './folder-lines.js';
import { fetchAnswer, marksAsRead } from './imap-fetch.js';
import { type FolderListener, ImapFolder, numbersIn } from './imap-folder.js';
import { type Numbered, searchIn } from './imap-search.js';
import { type ImapValue, listOf, textOf, valuesIn } from './imap-value.js';

const CAPABILITIES = 'IMAP4rev1 LITERAL+ ID NAMESPACE UIDPLUS MOVE IDLE SPECIAL-USE UNSELECT SASL-IR AUTH=PLAIN';

/** What a login comes to. `cut`: the connection goes; `hang`: nothing is ever said. */
export type LoginAnswer = { readonly is: 'in' | 'cut' | 'hang' } | { readonly is: 'no'; readonly text: string };

/** The mailbox that sessions look into. */
export interface ImapSite {
  readonly folders: ImapFolder[];
  login(username: string, password: string): Promise<LoginAnswer>;
}

interface Asked {
  readonly tag: string;
  readonly args: readonly ImapValue[];
  /** Numbers are UIDs. */
  readonly byUid: boolean;
}

/** One client of the emulated mailbox: the commands that mail clients need (RFC 9051, IMAP4rev1). */
export class ImapSession implements FolderListener {
  private folder?: ImapFolder;
  private isReadOnly = false;
  private isIn = false;
  /** Takes the next line instead of the commands. */
  private takesLine?: (line: string) => void;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly site: ImapSite,
  ) {
    const reader = new CommandReader({
      onCommand: (pieces) => {
        this.work = this.work.then(() => this.take(pieces));
      },
      onLiteralWanted: () => this.say('+ go on'),
    });
    socket.on('data', (chunk: Buffer) => reader.feed(chunk));
    socket.once('close', () => this.folder?.leave(this));
    this.say(`* OK [CAPABILITY ${CAPABILITIES}] emulated mailbox`);
  }

  came(count: number): void {
    this.say(`* ${count} EXISTS`);
  }

  went(number: number): void {
    this.say(`* ${number} EXPUNGE`);
  }

  private async take(pieces: Pieces): Promise<void> {
    const { takesLine } = this;
    if (takesLine) {
      this.takesLine = undefined;
      return takesLine(textOf(pieces[0]));
    }
    const tag = /^\S*/.exec(textOf(pieces[0]))![0];
    try {
      const [, name = '', ...args] = valuesIn(pieces);
      await this.obey(textOf(name).toUpperCase(), { tag, args, byUid: false });
    } catch (error) {
      this.say(`${tag} BAD ${(error as Error).message}`);
    }
  }

  private async obey(name: string, asked: Asked): Promise<void> {
    if (name === 'UID')
      return this.obey(textOf(asked.args[0]).toUpperCase(), { ...asked, args: asked.args.slice(1), byUid: true });
    const command = this.anybodys[name] ?? (this.isIn ? (this.members[name] ?? (this.folder && this.lookers[name])) : undefined);
    if (!command) throw new Error(`no command ${name} here`);
    await command(asked);
  }

  private readonly anybodys: Readonly<Record<string, (asked: Asked) => Promise<void> | void>> = {
    CAPABILITY: ({ tag }) => this.done(tag, `* CAPABILITY ${CAPABILITIES}`),
    ID: ({ tag }) => this.done(tag, '* ID ("name" "emulator")'),
    NOOP: ({ tag }) => this.done(tag),
    LOGOUT: ({ tag }) => {
      this.done(tag, '* BYE see you');
      this.socket.end();
    },
    LOGIN: ({ tag, args }) => this.login(tag, textOf(args[0]), textOf(args[1])),
    AUTHENTICATE: ({ tag, args }) => {
      if (args[1] !== undefined) return this.plain(tag, textOf(args[1]));
      this.takesLine = (line) => void (this.work = this.work.then(() => this.plain(tag, line)));
      this.say('+ ');
    },
  };

  private readonly members: Readonly<Record<string, (asked: Asked) => Promise<void> | void>> = {
    NAMESPACE: ({ tag }) => this.done(tag, '* NAMESPACE (("" "/")) NIL NIL'),
    LIST: ({ tag, args }) => this.list(tag, args),
    LSUB: ({ tag, args }) => this.list(tag, args, 'LSUB'),
    STATUS: ({ tag, args }) => this.status(tag, args),
    CREATE: ({ tag, args }) => this.create(tag, textOf(args[0])),
    SELECT: ({ tag, args }) => this.select(tag, textOf(args[0]), false),
    EXAMINE: ({ tag, args }) => this.select(tag, textOf(args[0]), true),
    APPEND: ({ tag, args }) => this.append(tag, args),
    IDLE: ({ tag }) => {
      this.takesLine = () => this.done(tag);
      this.say('+ idling');
    },
  };

  private readonly lookers: Readonly<Record<string, (asked: Asked) => void>> = {
    CHECK: ({ tag }) => this.done(tag),
    SEARCH: (asked) => this.search(asked),
    FETCH: (asked) => this.fetch(asked),
    STORE: (asked) => this.store(asked),
    MOVE: (asked) => this.move(asked),
    EXPUNGE: ({ tag, args, byUid }) => this.expunge(tag, byUid ? textOf(args[0]) : '1:*'),
    CLOSE: ({ tag }) => {
      if (!this.isReadOnly) this.folder!.remove(({ flags }) => flags.has('\\Deleted'));
      this.leave(tag);
    },
    UNSELECT: ({ tag }) => this.leave(tag),
  };

  private plain(tag: string, response: string): Promise<void> {
    const [, username = '', password = ''] = Buffer.from(response, 'base64').toString('utf8').split('\0');
    return this.login(tag, username, password);
  }

  private async login(tag: string, username: string, password: string): Promise<void> {
    const answer = await this.site.login(username, password);
    if (answer.is === 'cut') this.socket.destroy();
    if (answer.is === 'no') this.say(`${tag} NO ${answer.text}`);
    if (answer.is !== 'in') return;
    this.isIn = true;
    this.say(`${tag} OK [CAPABILITY ${CAPABILITIES}] welcome`);
  }

  private list(tag: string, args: readonly ImapValue[], answer = 'LIST'): void {
    this.done(tag, ...listLines(this.site.folders, textOf(args[1]), answer));
  }

  private status(tag: string, args: readonly ImapValue[]): void {
    const folder = this.folderOf(textOf(args[0]));
    if (!folder) return this.unknownFolder(tag);
    this.done(tag, statusLine(folder, args[1]));
  }

  private select(tag: string, name: string, isReadOnly: boolean): void {
    this.folder?.leave(this);
    this.folder = this.folderOf(name);
    this.isReadOnly = isReadOnly;
    if (!this.folder) return this.unknownFolder(tag);
    this.folder.listen(this);
    for (const line of openLines(this.folder)) this.say(line);
    this.say(`${tag} OK [${isReadOnly ? 'READ-ONLY' : 'READ-WRITE'}] open`);
  }

  private append(tag: string, args: readonly ImapValue[]): void {
    const folder = this.folderOf(textOf(args[0]));
    if (!folder) return this.unknownFolder(tag, '[TRYCREATE] ');
    const raw = args.at(-1);
    if (!Buffer.isBuffer(raw)) throw new Error('a mail comes as a literal');
    const flags = args.slice(1, -1).find(Array.isArray) as ImapValue[] | undefined;
    const date = args.slice(1, -1).find((each) => !Array.isArray(each));
    const at =
      date === undefined
        ? new Date()
        : new Date(
            textOf(date)
              .trim()
              .replaceAll(/(\d)-(\w{3})-/g, '$1 $2 '),
          );
    const { uid } = folder.add(Buffer.from(raw), (flags ?? []).map(textOf), at);
    this.say(`${tag} OK [APPENDUID ${folder.uidValidity} ${uid}] filed`);
  }

  private search({ tag, args, byUid }: Asked): void {
    const keys = textOf(args[0]).toUpperCase() === 'CHARSET' ? args.slice(2) : args;
    const mails = this.numbered();
    const test = searchIn(keys, { number: mails.length, uid: this.folder!.uidNext - 1 });
    const found = mails.filter(test).map(({ mail, number }) => (byUid ? mail.uid : number));
    this.done(tag, ['* SEARCH', ...found].join(' '));
  }

  private fetch({ tag, args, byUid }: Asked): void {
    const asked = listOf(args[1]).map(textOf);
    const items = byUid && !asked.some((item) => item.toUpperCase() === 'UID') ? ['UID', ...asked] : asked;
    for (const each of this.meant(textOf(args[0]), byUid)) {
      this.socket.write(fetchAnswer(items, each));
      if (marksAsRead(items) && !this.isReadOnly) each.mail.flags.add('\\Seen');
    }
    this.done(tag);
  }

  private store({ tag, args, byUid }: Asked): void {
    if (this.isReadOnly) return this.say(`${tag} NO opened for reading only`);
    const [, sign, silent] = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(textOf(args[1])) ?? [];
    const flags = args.slice(2).flatMap(listOf).map(textOf);
    for (const { mail, number } of this.meant(textOf(args[0]), byUid)) {
      if (sign === '') mail.flags.clear();
      for (const each of flags) mail.flags[sign === '-' ? 'delete' : 'add'](each);
      if (!silent) this.say(`* ${number} FETCH (${byUid ? `UID ${mail.uid} ` : ''}FLAGS (${[...mail.flags].join(' ')}))`);
    }
    this.done(tag);
  }

  private create(tag: string, name: string): void {
    if (this.folderOf(name)) return this.say(`${tag} NO [ALREADYEXISTS] there is such a folder`);
    this.site.folders.push(new ImapFolder(name));
    this.done(tag);
  }

  private move({ tag, args, byUid }: Asked): void {
    if (this.isReadOnly) return this.say(`${tag} NO opened for reading only`);
    const target = this.folderOf(textOf(args[1]));
    if (!target) return this.unknownFolder(tag, '[TRYCREATE] ');
    const meant = this.meant(textOf(args[0]), byUid).map(({ mail }) => mail);
    const line = movedLine(meant, this.folder!, target);
    this.done(tag, ...(line === undefined ? [] : [line]));
  }

  private expunge(tag: string, set: string): void {
    if (this.isReadOnly) return this.say(`${tag} NO opened for reading only`);
    const isMeant = numbersIn(set, this.folder!.uidNext - 1);
    this.folder!.remove(({ uid, flags }) => flags.has('\\Deleted') && isMeant(uid));
    this.done(tag);
  }

  private leave(tag: string): void {
    this.folder?.leave(this);
    this.folder = undefined;
    this.done(tag);
  }

  private numbered(): Numbered[] {
    return this.folder!.mails.map((mail, index) => ({ mail, number: index + 1 }));
  }

  private meant(set: string, byUid: boolean): Numbered[] {
    const mails = this.numbered();
    const isMeant = numbersIn(set, byUid ? this.folder!.uidNext - 1 : mails.length);
    return mails.filter(({ mail, number }) => isMeant(byUid ? mail.uid : number));
  }

  private folderOf(name: string): ImapFolder | undefined {
    const isInbox = name.toUpperCase() === 'INBOX';
    return this.site.folders.find((each) => (isInbox ? each.name === 'INBOX' : each.name === name));
  }

  private unknownFolder(tag: string, code = '[NONEXISTENT] '): void {
    this.say(`${tag} NO ${code}no such folder`);
  }

  private done(tag: string, ...lines: readonly string[]): void {
    for (const line of lines) this.say(line);
    this.say(`${tag} OK done`);
  }

  private say(line: string): void {
    if (!this.socket.destroyed) this.socket.write(`${line}\r\n`);
  }
}
