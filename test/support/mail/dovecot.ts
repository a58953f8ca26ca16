import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installed } from '../debian.js';
import { LeashedDaemon } from '../leash.js';
import { freePort } from '../ports.js';
import type { MailSite } from './mail-site.js';

/** Owns the mailboxes; there in every Debian. */
const OWNER = 'mail';
const PROGRAMS = ['/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/lib/dovecot/lmtp'];

/** Where Dovecot listens. */
export interface DovecotPorts {
  /** Plain, to be raised to TLS. */
  readonly imap: number;
  readonly imaps: number;
  /** Takes mail for the mailboxes. */
  readonly lmtp: number;
  /** Says to Postfix whose password is right. */
  readonly auth: number;
}

/** Dovecot: the mailboxes of a site over IMAP. */
export class Dovecot {
  private constructor(
    readonly ports: DovecotPorts,
    private readonly server: LeashedDaemon,
  ) {}

  static async start(site: MailSite): Promise<Dovecot> {
    installed('dovecot-imapd dovecot-lmtpd', () => PROGRAMS.every((program) => existsSync(program)));
    const [imap, imaps, lmtp, auth] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const ports = { imap, imaps, lmtp, auth } as DovecotPorts;
    const mailboxes = join(site.folder, 'mail');
    mkdirSync(mailboxes);
    execFileSync('chown', [`${OWNER}:${OWNER}`, mailboxes]);
    const users = site.accounts.map((account) => `${site.addressOf(account)}:{PLAIN}${site.password}::::::`);
    writeFileSync(join(site.folder, 'users'), `${users.join('\n')}\n`);
    const configFile = join(site.folder, 'dovecot.conf');
    writeFileSync(configFile, configuration(site, ports));
    return new Dovecot(ports, LeashedDaemon.start({ start: `dovecot -c ${configFile}`, stop: `dovecot -c ${configFile} stop` }));
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

const configuration = ({ folder, domain, certificateFile, keyFile }: MailSite, ports: DovecotPorts) => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
postmaster_address = postmaster@${domain}
ssl = required
ssl_cert = <${certificateFile}
ssl_key = <${keyFile}
disable_plaintext_auth = yes
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${OWNER} gid=${OWNER} home=${folder}/mail/%u
}
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
recipient_delimiter = +
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
service auth {
  inet_listener {
    port = ${ports.auth}
  }
}
`;
