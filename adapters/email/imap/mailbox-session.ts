import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { tlsOptions } from '../email.tls-settings.js';
import { ImapFailure } from './imap-failure.js';
import type { EmailImap } from './imap.settings.js';

const SETUP_LIMIT_MS = 30_000;

/** One login to our mailbox, for the length of one call. What is underway fails when the call's signal aborts. */
export class MailboxSession {
  private constructor(
    private readonly client: ImapFlow,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws ImapFailure */
  static async open(settings: EmailImap, signal: AbortSignal): Promise<MailboxSession> {
    const client = new ImapFlow(clientOptions(settings));
    // The command that is underway fails too, and says why.
    client.on('error', () => undefined);
    const session = new MailboxSession(client, signal);
    signal.addEventListener('abort', session.cut, { once: true });
    try {
      await session.asked(() => Promise.race([client.connect(), abortion(signal)]));
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /** @throws ImapFailure */
  async ask<T>(command: (client: ImapFlow) => Promise<T>): Promise<T> {
    return this.asked(() => command(this.client));
  }

  /** Leaves without a word: nothing is kept back on either side. */
  close(): void {
    this.signal.removeEventListener('abort', this.cut);
    this.client.close();
  }

  private readonly cut = (): void => this.client.close();

  private async asked<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw new ImapFailure(error as Error, this.signal.aborted);
    }
  }
}

function abortion(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new Error('given up: the time for this call is over'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
}

function clientOptions({ host, port, secure, startTls, tls, username, password }: EmailImap): ImapFlowOptions {
  return {
    host,
    port,
    secure,
    ...(!secure && { doSTARTTLS: startTls === 'always' }),
    tls: tlsOptions(tls),
    auth: { user: username, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: SETUP_LIMIT_MS,
    greetingTimeout: SETUP_LIMIT_MS,
  };
}
