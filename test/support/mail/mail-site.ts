import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestAuthority } from '../certificates.js';

/** What both servers have to know of the site they serve. */
export class MailSite {
  readonly domain = 'riverton.example';
  /** Mail for it is taken, and comes back as undeliverable. */
  readonly bouncingDomain = 'bouncing.example';
  /** Of every account. */
  readonly password = 'mail-password-4711';
  readonly certificateFile: string;
  readonly keyFile: string;
  /** PEM: the authority that signed the servers' certificate. */
  readonly ca: string;

  constructor(
    readonly folder: string,
    /** Left sides of addresses that have a mailbox. */
    readonly accounts: readonly string[],
  ) {
    const authority = TestAuthority.make('Mail Test Authority');
    const { certificate, key } = authority.sign({ name: 'mail' });
    this.ca = authority.certificate;
    this.certificateFile = join(folder, 'certificate.pem');
    this.keyFile = join(folder, 'key.pem');
    writeFileSync(this.certificateFile, certificate);
    writeFileSync(this.keyFile, key, { mode: 0o600 });
  }

  addressOf(account: string): string {
    return `${account}@${this.domain}`;
  }
}
