import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { ImapSession, type ImapSite } from './imap-session.js';

/** A mailbox over IMAP on loopback, without TLS. */
export class ImapServer {
  private server?: Server;
  private readonly sockets = new Set<Socket>();
  private lastPort = 0;

  constructor(private readonly site: ImapSite) {}

  get port(): number {
    return this.lastPort;
  }

  get isOpen(): boolean {
    return this.server !== undefined;
  }

  /** On the port it had before, else on any free one. */
  async open(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.serve(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.lastPort, '127.0.0.1', resolve);
    });
    this.lastPort = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Cuts off who is connected. */
  async shut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    // A client that goes away in the middle is what this server is for.
    socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket));
    void new ImapSession(socket, this.site);
  }
}
