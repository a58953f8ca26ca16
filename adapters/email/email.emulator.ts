import { createServer, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { control, type Controlled } from '../../src/adapter-kit/emulator/control.js';
import type { Emulator, EmulatorOptions } from '../../src/adapter-kit/emulator/emulator.js';
import { closeNow, listen, portOf } from '../../src/adapter-kit/emulator/http-emulator.js';
import { Ledger } from '../../src/adapter-kit/emulator/ledger.js';
import { Misbehaviours, type Order } from '../../src/adapter-kit/emulator/misbehaviour.js';

export const EMULATED_LOGIN = { username: 'open311', password: 'secret' };
const SLOW_MS = 1000;
const LARGEST_MAIL_BYTES = 10_000_000;

type Done = (error?: Error | null, message?: string) => void;

/** A mail server on loopback whose mailbox is the ledger. Operations for `op=` are `login` and `send`. */
export async function startEmailEmulator(options: EmulatorOptions): Promise<Emulator> {
  const server = await new SmtpEmulator(options).start();
  const { controlPort, servicePort } = server;
  return {
    controlUrl: `http://127.0.0.1:${controlPort}`,
    controlPort,
    servicePort,
    settings: { host: '127.0.0.1', port: servicePort, secure: false, startTls: 'never', ...EMULATED_LOGIN },
    close: () => server.close(),
  };
}

class SmtpEmulator implements Controlled {
  readonly ledger: Ledger;
  readonly misbehaviours = new Misbehaviours();
  servicePort = 0;
  private readonly controls: Server;
  private readonly sockets = new Map<number, Socket>();
  /** What hits the mail in hand, by session. */
  private readonly orders = new Map<string, Order>();
  private smtp?: SMTPServer;

  constructor(private readonly options: EmulatorOptions) {
    this.ledger = new Ledger(options.ledgerFile);
    this.controls = createServer((request, response) => void control(request, response, this));
  }

  async start(): Promise<this> {
    await listen(this.controls, this.options.controlPort ?? 0);
    await this.open(this.options.servicePort ?? 0);
    return this;
  }

  get controlPort(): number {
    return portOf(this.controls);
  }

  /** While calls are refused the service port is closed for real. */
  async ordersChanged(): Promise<void> {
    if (this.misbehaviours.refusing() === !this.smtp) return;
    if (this.smtp) await this.shut();
    else await this.open(this.servicePort);
  }

  async close(): Promise<void> {
    await Promise.all([this.shut(), closeNow(this.controls)]);
  }

  private async open(port: number): Promise<void> {
    const smtp = new SMTPServer(this.smtpOptions());
    smtp.server.on('connection', (socket: Socket) => this.keep(socket));
    await new Promise<void>((resolve, reject) => {
      smtp.once('error', reject);
      smtp.listen(port, '127.0.0.1', () => {
        smtp.off('error', reject);
        resolve();
      });
    });
    // A client that goes away in the middle is what this server is for.
    smtp.on('error', () => undefined);
    this.servicePort = (smtp.server.address() as AddressInfo).port;
    this.smtp = smtp;
  }

  private async shut(): Promise<void> {
    const smtp = this.smtp;
    this.smtp = undefined;
    for (const socket of this.sockets.values()) socket.destroy();
    if (smtp) await new Promise<void>((resolve) => smtp.close(resolve));
  }

  private keep(socket: Socket): void {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    this.sockets.set(remotePort, socket);
    socket.once('close', () => this.sockets.delete(remotePort));
  }

  private smtpOptions(): SMTPServerOptions {
    return {
      name: 'mail.emulator.invalid',
      allowInsecureAuth: true,
      disableReverseLookup: true,
      size: LARGEST_MAIL_BYTES,
      closeTimeout: 1,
      // The built-in certificate, whose key everybody knows, is what a stand-in on loopback should have: no warning.
      logger: false,
      onAuth: ({ username, password }, session, callback) =>
        this.login(username === EMULATED_LOGIN.username && password === EMULATED_LOGIN.password, session, callback),
      onMailFrom: (_address, session, callback) => this.begin(session, callback),
      onRcptTo: (_address, session, callback) => {
        if (this.orders.get(session.id)?.mode !== 'fault') return callback();
        this.misbehaviours.count('send');
        callback(reply(550, '5.1.1 no mailbox takes reports of this kind'));
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => void this.take(Buffer.concat(chunks), session, callback).catch((error: Error) => callback(error)));
      },
    };
  }

  private login(
    known: boolean,
    session: SMTPServerSession,
    callback: (error: Error | null, response?: { user: string }) => void,
  ): void {
    const order = this.misbehaviours.take('login');
    if (order?.mode === 'ratelimit') return callback(reply(421, '4.7.0 too many logins'));
    if (order?.mode === 'error500') return callback(reply(554, '5.3.0 internal error'));
    if (order?.mode === 'hang') return;
    if (!known || isForbidden(order)) return callback(reply(535, '5.7.8 user name or password is wrong'));
    if (order && order.mode !== 'slow' && order.mode !== 'fault') return this.cut(session);
    setTimeout(() => callback(null, { user: EMULATED_LOGIN.username }), order?.mode === 'slow' ? (order.delayMs ?? SLOW_MS) : 0);
  }

  private begin(session: SMTPServerSession, callback: Done): void {
    const order = this.misbehaviours.hit('send');
    const refusal = refusalOf(order);
    if (order) this.orders.set(session.id, order);
    else this.orders.delete(session.id);
    if (refusal) this.misbehaviours.count('send');
    callback(refusal);
  }

  private async take(content: Buffer, session: SMTPServerSession, callback: Done): Promise<void> {
    const order = this.orders.get(session.id);
    this.orders.delete(session.id);
    this.misbehaviours.count('send');
    if (order?.mode === 'slow') await sleep(order.delayMs ?? SLOW_MS);
    const isAccepted = !order || order.mode === 'slow' || order.mode === 'twice';
    if (isAccepted || order.when === 'after') await this.record(content, session);
    if (order?.mode === 'twice') await this.record(content, session);
    if (isAccepted) return callback(null, 'in the mailbox');
    if (order.mode === 'error500') return callback(reply(554, '5.3.0 internal error'));
    if (order.mode !== 'hang') this.cut(session);
  }

  /** A mail in the thread of another is a note on it, as ticket systems have it. */
  private async record(content: Buffer, session: SMTPServerSession): Promise<void> {
    const mail = await simpleParser(content);
    const sourceId = mail.headers.get('x-open311-update-id');
    const note = { text: mail.text ?? '', author: mail.from?.text, ...(typeof sourceId === 'string' && { sourceId }) };
    if (!this.ledger.addNote(mail.inReplyTo ?? '', note)) this.keepMail(mail, content.length, session);
  }

  /** A mail that comes a second time lies in the mailbox twice: the copy's reference gets a number. */
  private keepMail(mail: ParsedMail, rawBytes: number, { envelope, user, secure }: SMTPServerSession): void {
    this.ledger.create(() => this.refFor(String(mail.messageId)), {
      messageId: mail.messageId,
      from: mail.from?.text,
      to: [mail.to ?? []]
        .flat()
        .map(({ text }) => text)
        .join(', '),
      cc: [mail.cc ?? []]
        .flat()
        .map(({ text }) => text)
        .join(', '),
      recipients: envelope.rcptTo.map(({ address }) => address),
      subject: mail.subject,
      text: mail.text,
      ...(mail.html && { html: mail.html }),
      requestId: mail.headers.get('x-open311-request-id'),
      headerNames: mail.headerLines.map(({ key }) => key),
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

  private cut({ remotePort }: SMTPServerSession): void {
    this.sockets.get(remotePort)?.destroy();
  }
}

/** What is said before any of the mail was sent. */
function refusalOf(order: Order | undefined): Error | null {
  if (isForbidden(order)) return reply(530, '5.7.0 log in first');
  if (order?.mode === 'error503') return reply(451, '4.3.2 out of service for the moment');
  return order?.mode === 'ratelimit' ? reply(450, '4.7.1 too many mails, try again later') : null;
}

function isForbidden(order: Order | undefined): boolean {
  return order?.mode === 'auth' || order?.mode === 'error403';
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
