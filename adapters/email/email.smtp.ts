import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Mail } from './email.packer.js';
import type { EmailSettings } from './email.settings.js';
import { SmtpFailure } from './email.smtp-failure.js';
import { tlsOptions } from './email.tls-settings.js';

export interface SentMail {
  /** The server's last line. */
  readonly response: string;
  /** Recipients it did not take, while it took others. */
  readonly refused: readonly string[];
  /** The Message-ID it put in place of ours; some large services do. */
  readonly replacedMessageId?: string;
}

const SETUP_LIMIT_MS = 30_000;

/** One SMTP conversation: connect, log in, say one thing, leave. Knows whether the content of a mail had begun to go out. */
export class SmtpConversation {
  private readonly connection: SMTPConnection;
  private contentBegan = false;

  private constructor(private readonly settings: EmailSettings) {
    this.connection = new SMTPConnection(connectionOptions(settings));
  }

  /** Connects and logs in, nothing else. @throws SmtpFailure */
  static greet(settings: EmailSettings, signal: AbortSignal): Promise<void> {
    return new SmtpConversation(settings).hold(signal, () => Promise.resolve());
  }

  /** @throws SmtpFailure */
  static send(settings: EmailSettings, mail: Mail, signal: AbortSignal): Promise<SentMail> {
    const conversation = new SmtpConversation(settings);
    return conversation.hold(signal, () => conversation.send(mail));
  }

  private async hold<T>(signal: AbortSignal, talk: () => Promise<T>): Promise<T> {
    let stop: () => void = () => undefined;
    const broken = new Promise<never>((_resolve, reject) => {
      stop = () => reject(new Error('given up: the time for this call is over'));
      this.connection.on('error', reject);
      // The socket's own `error` handler goes with the conversation; what comes after its end concerns nobody.
      this.connection.on('end', () => reject(new Error('the server closed the connection')));
    });
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) stop();
      return await Promise.race([broken, signal.aborted ? broken : this.loggedIn().then(talk)]);
    } catch (error) {
      throw new SmtpFailure(error as Error, this.contentBegan, this.settings.username !== undefined);
    } finally {
      signal.removeEventListener('abort', stop);
      broken.catch(() => undefined);
      this.connection.close();
    }
  }

  private async loggedIn(): Promise<void> {
    const { username, password } = this.settings;
    await new Promise<void>((resolve, reject) => this.connection.connect((error) => (error ? reject(error) : resolve())));
    if (username === undefined) return;
    if (!this.connection.allowsAuth)
      throw Object.assign(new Error('the server offers no login on this connection'), { code: 'ENOAUTH' });
    const credentials = { user: username, pass: password! };
    await new Promise<void>((resolve, reject) =>
      this.connection.login({ credentials }, (error) => (error ? reject(error) : resolve())),
    );
  }

  private async send({ from, recipients, content }: Mail): Promise<SentMail> {
    const envelope = { from, to: [...recipients], size: content.length };
    const info = await new Promise<Parameters<Parameters<SMTPConnection['send']>[2]>[1]>((resolve, reject) =>
      this.connection.send(envelope, this.watched(content), (error, result) => (error ? reject(error) : resolve(result))),
    );
    return { response: info.response, refused: info.rejected, replacedMessageId: info.serverMessageId };
  }

  /** Read only once the server has said that it wants the content. */
  private watched(content: Buffer): Readable {
    const began = () => (this.contentBegan = true);
    return new Readable({
      read() {
        began();
        this.push(content);
        this.push(null);
      },
    });
  }
}

function connectionOptions({ host, port, secure, startTls, tls }: EmailSettings): SMTPConnectionOptions {
  return {
    host,
    port,
    secure,
    requireTLS: !secure && startTls === 'always',
    ignoreTLS: startTls === 'never',
    tls: tlsOptions(tls),
    connectionTimeout: SETUP_LIMIT_MS,
    greetingTimeout: SETUP_LIMIT_MS,
    socketCloseTimeout: 0,
    maxResponseSize: 65_536,
  };
}
