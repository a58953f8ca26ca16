import { type AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import type { Misbehaviours, Order } from '../../../src/adapter-kit/emulator/misbehaviour.js';

export const EMULATED_LOGIN = { username: 'open311', password: 'secret' };
export const SLOW_MS = 1000;
const LARGEST_MAIL_BYTES = 25_000_000;

type Done = (error?: Error | null, message?: string) => void;
type LoggedIn = (error: Error | null, response?: { user: string }) => void;

/** Where a mail came from. */
export type Delivered = Pick<SMTPServerSession, 'envelope' | 'user' | 'secure'>;

/** A mail server on loopback. Operations for `op=` are `login` and `send`. */
export class SmtpService {
  private smtp?: SMTPServer;
  private lastPort: number;
  private readonly sockets = new Map<number, Socket>();
  /** What hits the mail in hand, by session. */
  private readonly orders = new Map<string, Order>();

  /** @param keep what becomes of a mail. */
  constructor(
    private readonly misbehaviours: Misbehaviours,
    private readonly keep: (content: Buffer, session: Delivered) => Promise<void>,
    port = 0,
  ) {
    this.lastPort = port;
  }

  get port(): number {
    return this.lastPort;
  }

  get isOpen(): boolean {
    return this.smtp !== undefined;
  }

  /** On the port it had before, else on any free one. */
  async open(): Promise<void> {
    const smtp = new SMTPServer(this.options());
    smtp.server.on('connection', (socket: Socket) => this.remember(socket));
    await new Promise<void>((resolve, reject) => {
      smtp.once('error', reject);
      smtp.listen(this.lastPort, '127.0.0.1', () => {
        smtp.off('error', reject);
        resolve();
      });
    });
    // A client that goes away in the middle is what this server is for.
    smtp.on('error', () => undefined);
    this.lastPort = (smtp.server.address() as AddressInfo).port;
    this.smtp = smtp;
  }

  async shut(): Promise<void> {
    const { smtp } = this;
    this.smtp = undefined;
    for (const socket of this.sockets.values()) socket.destroy();
    if (smtp) await new Promise<void>((resolve) => smtp.close(resolve));
  }

  /** Short lines go at once: held back until the last is acknowledged, each costs the client 40 ms. */
  private remember(socket: Socket): void {
    socket.setNoDelay();
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    this.sockets.set(remotePort, socket);
    socket.once('close', () => this.sockets.delete(remotePort));
  }

  private options(): SMTPServerOptions {
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

  private login(known: boolean, session: SMTPServerSession, callback: LoggedIn): void {
    const order = this.misbehaviours.take('login');
    if (order?.mode === 'hang') return;
    const refusal = known ? loginRefusal(order) : WRONG_LOGIN;
    if (refusal) return callback(reply(...refusal));
    if (order && order.mode !== 'slow') return this.cut(session);
    setTimeout(() => callback(null, { user: EMULATED_LOGIN.username }), order ? (order.delayMs ?? SLOW_MS) : 0);
  }

  private begin(session: SMTPServerSession, callback: Done): void {
    const order = this.misbehaviours.hit('send');
    const refusal = sendRefusal(order);
    if (order) this.orders.set(session.id, order);
    else this.orders.delete(session.id);
    if (refusal) this.misbehaviours.count('send');
    callback(refusal && reply(...refusal));
  }

  /** A server whose program breaks says nothing any more: its line is cut. */
  private async take(content: Buffer, session: SMTPServerSession, callback: Done): Promise<void> {
    const order = this.orders.get(session.id);
    this.orders.delete(session.id);
    this.misbehaviours.count('send');
    if (order?.mode === 'slow') await sleep(order.delayMs ?? SLOW_MS);
    const isAccepted = !order || order.mode === 'slow' || order.mode === 'twice';
    if (isAccepted || order.when === 'after') await this.keep(content, session);
    if (order?.mode === 'twice') await this.keep(content, session);
    if (isAccepted) return callback(null, 'in the mailbox');
    if (order.mode !== 'hang') this.cut(session);
  }

  private cut({ remotePort }: SMTPServerSession): void {
    this.sockets.get(remotePort)?.destroy();
  }
}

type Refusal = readonly [code: number, message: string];

const WRONG_LOGIN: Refusal = [535, '5.7.8 user name or password is wrong'];

function loginRefusal(order: Order | undefined): Refusal | undefined {
  switch (order?.mode) {
    case 'ratelimit':
      return [421, '4.7.0 too many logins'];
    case 'fault':
      return [554, '5.7.1 this account is closed'];
    case 'auth':
    case 'error403':
      return WRONG_LOGIN;
    default:
      return undefined;
  }
}

/** What is said before any of the mail was sent. */
function sendRefusal(order: Order | undefined): Refusal | null {
  if (order?.mode === 'auth' || order?.mode === 'error403') return [530, '5.7.0 log in first'];
  if (order?.mode === 'error503') return [451, '4.3.2 out of service for the moment'];
  return order?.mode === 'ratelimit' ? [450, '4.7.1 too many mails, try again later'] : null;
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
