import { createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { BACKEND, type Frame, FrameReader, FRONTEND, greeting, readyStatus, splitFrames } from './wire-frames.js';
import { Turnstile } from './turnstile.js';

/**
 * Speaks the PostgreSQL wire protocol (version 3) for one PGlite instance, so that ordinary `pg` pools, several at once, share it.
 *
 * PGlite has a single session. A client therefore holds the session from its first message until the session is idle again,
 * which makes a transaction exclusive. What the session says of itself (`LISTEN`, `SET`) holds for every client; a notification
 * is passed on to all of them, and each `pg` client keeps the channels it asked for.
 */
export class WireServer {
  private readonly turnstile = new Turnstile();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private whenOpened: Promise<PGlite> | undefined;

  /** @param open opens the database; called once the socket is ours, because the socket is the folder's lock. */
  constructor(private readonly open: () => Promise<PGlite>) {
    this.server = createServer((socket) => this.serve(socket));
  }

  /** The database behind the socket. Rejects when it could not be opened. */
  get opened(): Promise<PGlite> {
    this.whenOpened ??= this.open();
    return this.whenOpened;
  }

  /** Binds the Unix socket. Rejects with `EADDRINUSE` when the path is taken. */
  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(path, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
    await (await this.opened).close();
  }

  private serve(socket: Socket): void {
    const client = new WireClient(
      socket,
      () => this.opened,
      this.turnstile,
      (frame) => this.broadcast(frame, socket),
    );
    this.sockets.add(socket);
    socket.on('data', (chunk) => client.receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      client.abandon();
    });
  }

  /** The single session answers whoever spoke last, so notifications come out on the wrong connection. */
  private broadcast(notification: Buffer, except: Socket): void {
    for (const socket of this.sockets) if (socket !== except) socket.write(notification);
  }
}

/** One connection: its unread bytes, and whether it holds the session. */
class WireClient {
  private readonly reader = new FrameReader();
  private leave: (() => void) | undefined;
  private working: Promise<void> = Promise.resolve();
  private gone = false;

  constructor(
    private readonly socket: Socket,
    private readonly database: () => Promise<PGlite>,
    private readonly turnstile: Turnstile,
    private readonly broadcast: (notification: Buffer) => void,
  ) {}

  receive(chunk: Buffer): void {
    this.reader.push(chunk);
    this.working = this.working.then(() => this.drain()).catch((error: Error) => void this.socket.destroy(error));
  }

  /** A client that vanishes inside a transaction must not keep the session. */
  abandon(): void {
    this.gone = true;
    this.working = this.working.then(async () => {
      if (!this.leave) return;
      await (await this.database()).execProtocolRaw(GIVE_UP);
      this.release();
    });
    this.working.catch(() => this.release());
  }

  private async drain(): Promise<void> {
    for (let batch = this.reader.take(); batch.length > 0 && !this.gone; batch = this.reader.take()) {
      const query = batch.filter((frame) => !this.answerHandshake(frame));
      if (query.length > 0) await this.execute(Buffer.concat(query.map((frame) => frame.bytes)));
    }
  }

  /** Handshake and farewell never reach PGlite: it has no log-in, and one session that must stay. */
  private answerHandshake(frame: Frame): boolean {
    if (frame.type === FRONTEND.sslRequest) this.socket.write('N');
    else if (frame.type === FRONTEND.startup) this.socket.write(greeting());
    else if (frame.type === FRONTEND.terminate) this.socket.end();
    else return false;
    return true;
  }

  private async execute(bytes: Buffer): Promise<void> {
    this.leave ??= await this.turnstile.enter();
    if (this.gone) return this.release();
    const answer = Buffer.from(await (await this.database()).execProtocolRaw(bytes));
    this.socket.write(answer);
    const frames = splitFrames(answer);
    for (const frame of frames) if (frame.type === BACKEND.notification) this.broadcast(frame.bytes);
    if (readyStatus(frames) === 'idle') this.release();
  }

  private release(): void {
    this.leave?.();
    this.leave = undefined;
  }
}

/** Sync, because after an error inside an extended query the session reads nothing else; then a simple ROLLBACK. */
const GIVE_UP = Buffer.from([0x53, 0, 0, 0, 4, 0x51, 0, 0, 0, 13, ...Buffer.from('ROLLBACK'), 0]);
