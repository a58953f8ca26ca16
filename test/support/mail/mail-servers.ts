import { existsSync, mkdtempSync, readFileSync, rmSync, chmodSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { type ParsedMail, simpleParser } from 'mailparser';
import { until } from '../deployment.js';
import { Dovecot } from './dovecot.js';
import { MailSite } from './mail-site.js';
import { Postfix } from './postfix.js';
import { RecipientPolicy } from './recipient-policy.js';

/** Real mail servers of a city: Debian's Postfix and Dovecot, on free ports of loopback, with files of their own. */
export class MailServers {
  private constructor(
    readonly site: MailSite,
    private readonly policy: RecipientPolicy,
    private readonly dovecot: Dovecot,
    private readonly postfix: Postfix,
  ) {}

  /**
   * Installs what is missing. Both servers want to be started by root: they change to other users at once.
   * @param accounts left sides of addresses that get a mailbox.
   * @throws Error that says what to do, where that can't be.
   */
  static async start(accounts: readonly string[] = ['311', 'streets', 'clerk']): Promise<MailServers> {
    if (process.getuid?.() !== 0)
      throw new Error(
        'the tests with real mail servers start Postfix and Dovecot, which root alone can: run them as root, or in a container',
      );
    const folder = mkdtempSync(join(tmpdir(), 'bridge-mail-'));
    chmodSync(folder, 0o755);
    const site = new MailSite(folder, accounts);
    const policy = await RecipientPolicy.start();
    const dovecot = await Dovecot.start(site);
    const postfix = await Postfix.start(site, { dovecot: dovecot.ports, policy: policy.port });
    const servers = new MailServers(site, policy, dovecot, postfix);
    await servers.untilTheyAnswer();
    return servers;
  }

  /** Settings of a connection that sends as this account, over STARTTLS and with a login. */
  smtp(account: string) {
    return { ...this.login(account), port: this.postfix.ports.submission };
  }

  /** How this account is reached over IMAP; TLS from the first byte. */
  imap(account: string) {
    return { ...this.login(account), port: this.dovecot.ports.imaps, secure: true };
  }

  /** Over IMAP, to be raised to TLS by STARTTLS. */
  get imapStartTlsPort(): number {
    return this.dovecot.ports.imap;
  }

  /** Takes mail for the site's mailboxes from everybody, without a login, as from the world outside. */
  get mxPort(): number {
    return this.postfix.ports.mx;
  }

  /** What Postfix says to this recipient from now on, such as `450 4.7.1 greylisted, try again later`; absent: as ever. */
  answerTo(recipient: string, reply?: string): void {
    this.policy.answer(recipient, reply);
  }

  /** A logged-in client, for a test that acts as a person does. The test logs it out. */
  async client(account: string): Promise<ImapFlow> {
    const { host, port, username: user, password: pass, tls } = this.imap(account);
    const client = new ImapFlow({ host, port, secure: true, auth: { user, pass }, tls, logger: false });
    await client.connect();
    return client;
  }

  /** All that lies in a folder, oldest first. */
  async mails(account: string, folder = 'INBOX'): Promise<ParsedMail[]> {
    const client = await this.client(account);
    try {
      const { exists } = await client.mailboxOpen(folder, { readOnly: true });
      if (exists === 0) return [];
      const found = await client.fetchAll('1:*', { source: true });
      return await Promise.all(found.map(({ source }) => simpleParser(source!)));
    } finally {
      await client.logout();
    }
  }

  /** What both servers wrote last. */
  get log(): string {
    const files = ['postfix.log', 'dovecot.log'].map((name) => join(this.site.folder, name));
    const told = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8').slice(-5_000));
    return told.join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all([this.postfix.stop(), this.dovecot.stop(), this.policy.stop()]);
    rmSync(this.site.folder, { recursive: true, force: true });
  }

  private login(account: string) {
    const { password, ca } = this.site;
    return { host: '127.0.0.1', username: this.site.addressOf(account), password, tls: { ca } };
  }

  private async untilTheyAnswer(): Promise<void> {
    const ports = [
      this.postfix.ports.submission,
      this.postfix.ports.mx,
      this.dovecot.ports.imap,
      this.dovecot.ports.imaps,
      this.dovecot.ports.lmtp,
    ];
    try {
      for (const port of ports)
        await until(
          () => answers(port),
          (isThere) => isThere,
        );
    } catch (error) {
      const { log } = this;
      await this.stop();
      throw new Error(`the mail servers did not start:\n${log}`, { cause: error });
    }
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
