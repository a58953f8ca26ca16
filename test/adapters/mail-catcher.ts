import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that takes everything, and keeps it parsed. */
export class MailCatcher {
  readonly mails: ParsedMail[] = [];
  /** The same, as they came. */
  readonly raw: Buffer[] = [];

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<MailCatcher> {
    const catcher: MailCatcher = new MailCatcher(
      new SMTPServer({
        authOptional: true,
        disableReverseLookup: true,
        logger: false,
        closeTimeout: 1,
        onData: (stream, _session, callback) => void catcher.keep(stream).then(() => callback(null), callback),
      }),
    );
    await new Promise<void>((resolve) => catcher.server.listen(0, '127.0.0.1', resolve));
    return catcher;
  }

  private async keep(stream: Readable): Promise<void> {
    const raw = await buffer(stream);
    this.raw.push(raw);
    this.mails.push(await simpleParser(raw));
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
