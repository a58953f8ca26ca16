import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { control, type Controlled, type ControlCommand } from '../../../src/adapter-kit/emulator/control.js';
import type { EmulatorOptions } from '../../../src/adapter-kit/emulator/emulator.js';
import { closeNow, listen, portOf } from '../../../src/adapter-kit/emulator/http-emulator.js';
import { Ledger, type LedgerCase } from '../../../src/adapter-kit/emulator/ledger.js';
import { Misbehaviours } from '../../../src/adapter-kit/emulator/misbehaviour.js';
import { answerTo, bounceOf, closingMailOf, mailOfCase } from './city-mails.js';
import { ImapFolder } from './imap/imap-folder.js';
import { ImapServer } from './imap/imap-server.js';
import type { LoginAnswer } from './imap/imap-session.js';
import { type Delivered, EMULATED_LOGIN, SLOW_MS, SmtpService } from './smtp-service.js';

/** With this flavour what was sent is filed by nobody but the client. */
export const FILES_NOTHING = 'files-nothing';

/** A city's mail server: what it is sent is the ledger, and our own mailbox holds what was sent and what was answered. */
export class MailEmulator implements Controlled {
  readonly ledger: Ledger;
  readonly misbehaviours = new Misbehaviours();
  readonly inbox = new ImapFolder('INBOX');
  readonly sent = new ImapFolder('Sent', '\\Sent');
  private readonly controls: Server;
  private readonly smtp: SmtpService;
  private readonly imap: ImapServer;

  constructor(private readonly options: EmulatorOptions) {
    this.ledger = new Ledger(options.ledgerFile);
    this.smtp = new SmtpService(this.misbehaviours, (content, session) => this.keep(content, session), options.servicePort);
    this.imap = new ImapServer({
      folders: [this.inbox, this.sent],
      login: (username, password) => this.look(username === EMULATED_LOGIN.username && password === EMULATED_LOGIN.password),
    });
    this.controls = createServer((request, response) => void control(request, response, this));
  }

  async start(): Promise<this> {
    for (const entry of this.ledger.all()) await this.file(() => mailOfCase(entry));
    await listen(this.controls, this.options.controlPort ?? 0);
    await this.smtp.open();
    await this.imap.open();
    return this;
  }

  get controlPort(): number {
    return portOf(this.controls);
  }

  get smtpPort(): number {
    return this.smtp.port;
  }

  get imapPort(): number {
    return this.imap.port;
  }

  readonly commands: Readonly<Record<string, ControlCommand>> = {
    'POST /control/answer': (query) => this.deliver(query, (entry) => answerTo(entry, query)),
    'POST /control/bounce': (query) => this.deliver(query, (entry) => bounceOf(entry, query)),
  };

  /** While calls are refused both ports are closed for real. */
  async ordersChanged(): Promise<void> {
    const isOpen = !this.misbehaviours.refusing();
    for (const service of [this.smtp, this.imap]) {
      if (service.isOpen === isOpen) continue;
      await (isOpen ? service.open() : service.shut());
    }
  }

  /** Somebody in the city tells that it is done. */
  async closed(entry: LedgerCase): Promise<void> {
    this.inbox.add(await closingMailOf(entry), [], new Date(entry.modifiedAt));
  }

  forgotten(): void {
    for (const folder of [this.inbox, this.sent]) folder.remove(() => true);
  }

  async close(): Promise<void> {
    await Promise.all([this.smtp.shut(), this.imap.shut(), closeNow(this.controls)]);
  }

  private async deliver(query: URLSearchParams, write: (entry: LedgerCase) => Promise<Buffer>) {
    const entry = this.ledger.get(query.get('ref') ?? '');
    if (!entry) return { status: 404, body: { error: `no mail ${query.get('ref')}` } };
    const { uid } = this.inbox.add(await write(entry));
    return { status: 200, body: { uid } };
  }

  /** What a login to the mailbox comes to. Its word for `op=` is `look`. */
  private async look(isKnown: boolean): Promise<LoginAnswer> {
    const order = this.misbehaviours.take('look');
    if (!isKnown || order?.mode === 'auth' || order?.mode === 'error403')
      return { is: 'no', text: '[AUTHENTICATIONFAILED] user name or password is wrong' };
    if (order?.mode === 'slow') await sleep(order.delayMs ?? SLOW_MS);
    if (!order || order.mode === 'slow' || order.mode === 'twice') return { is: 'in' };
    if (order.mode === 'hang') return { is: 'hang' };
    if (order.mode === 'ratelimit' || order.mode === 'error503') return { is: 'no', text: '[UNAVAILABLE] try again later' };
    return order.mode === 'fault' ? { is: 'no', text: '[CONTACTADMIN] this account is closed' } : { is: 'cut' };
  }

  /** A mail in the thread of another is a note on it, as ticket systems have it. */
  private async keep(content: Buffer, session: Delivered): Promise<void> {
    const mail = await simpleParser(content);
    const sourceId = mail.headers.get('x-open311-update-id');
    const note = { text: mail.text ?? '', author: mail.from?.text, ...(typeof sourceId === 'string' && { sourceId }) };
    await this.file(() => Promise.resolve(content));
    if (!this.ledger.addNote(mail.inReplyTo ?? '', note)) this.keepMail(mail, content.length, session);
  }

  private async file(content: () => Promise<Buffer>): Promise<void> {
    if (this.options.flavour !== FILES_NOTHING) this.sent.add(await content(), ['\\Seen']);
  }

  /** A mail that comes a second time lies in the mailbox twice: the copy's reference gets a number. */
  private keepMail(mail: ParsedMail, rawBytes: number, { envelope, user, secure }: Delivered): void {
    const listed = (field: ParsedMail['to']) =>
      [field ?? []]
        .flat()
        .map(({ text }) => text)
        .join(', ');
    this.ledger.create(() => this.refFor(String(mail.messageId)), {
      messageId: mail.messageId,
      from: mail.from?.text,
      to: listed(mail.to),
      cc: listed(mail.cc),
      replyTo: mail.replyTo?.text,
      recipients: envelope.rcptTo.map(({ address }) => address),
      subject: mail.subject,
      text: mail.text,
      ...(mail.html && { html: mail.html }),
      requestId: mail.headers.get('x-open311-request-id'),
      headerNames: mail.headerLines.map(({ key }) => key),
      attachments: mail.attachments.map(({ filename, contentType, size }) => ({ filename, contentType, size })),
      user: String(user),
      encrypted: secure,
      rawBytes,
    });
  }

  private refFor(messageId: string): string {
    let ref = messageId;
    for (let copy = 2; this.ledger.get(ref); copy += 1) ref = `${messageId} (${copy})`;
    return ref;
  }
}
