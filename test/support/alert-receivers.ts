import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import type { AlertBody } from '../../src/domain/alert.js';

/** Looks again and again, and gives what it found. @throws after a minute: a machine may stand still. */
export async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error('it did not come to pass');
    await sleep(25);
  }
}

/** A mailbox on loopback that can be away. */
export class Mailbox {
  readonly mails: ParsedMail[] = [];
  private server?: SMTPServer;
  port = 0;

  async open(): Promise<this> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onData: (stream, _session, done) =>
        void simpleParser(stream).then((mail) => {
          this.mails.push(mail);
          done();
        }, done),
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => (this.server ? this.server.close(resolve) : resolve()));
    this.server = undefined;
  }
}

export interface Hook {
  readonly id: string;
  readonly body: AlertBody;
  readonly headers: IncomingHttpHeaders;
}

/** Who gets webhooks; takes only what is signed with the secret. While it hangs it answers nothing, and all of that afterwards. */
export class HookReceiver {
  readonly hooks: Hook[] = [];
  private held: (() => void)[] | undefined;
  private readonly server: Server;

  constructor(readonly secret: string) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const status = this.take(Buffer.concat(chunks).toString(), request.headers);
        const answer = () => void response.writeHead(status).end();
        if (this.held) this.held.push(answer);
        else answer();
      });
    });
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  hang(): void {
    this.held = [];
  }

  goOn(): void {
    for (const answer of this.held ?? []) answer();
    this.held = undefined;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/alerts`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private take(text: string, headers: IncomingHttpHeaders): number {
    try {
      const body = new Webhook(this.secret).verify(text, headers as Record<string, string>) as AlertBody;
      this.hooks.push({ id: String(headers['webhook-id']), body, headers });
      return 204;
    } catch {
      return 401;
    }
  }
}
