import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Decides for Postfix what is said to a recipient, as greylisting does (Postfix, SMTPD_POLICY_README). */
export class RecipientPolicy {
  private readonly answers = new Map<string, string>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => this.serve(socket));

  static async start(): Promise<RecipientPolicy> {
    const policy = new RecipientPolicy();
    await new Promise<void>((resolve) => policy.server.listen(0, '127.0.0.1', resolve));
    return policy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @param reply such as `450 4.7.1 greylisted, try again later`; absent: as ever. */
  answer(recipient: string, reply?: string): void {
    if (reply === undefined) this.answers.delete(recipient);
    else this.answers.set(recipient, reply);
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const recipient = /^recipient=(.*)$/m.exec(text.slice(0, end))?.[1] ?? '';
        text = text.slice(end + 2);
        socket.write(`action=${this.answers.get(recipient) ?? 'dunno'}\n\n`);
      }
    });
  }
}
