import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installed } from '../debian.js';
import { LeashedDaemon } from '../leash.js';
import { freePort } from '../ports.js';
import type { DovecotPorts } from './dovecot.js';
import type { MailSite } from './mail-site.js';

const PROGRAM = '/usr/sbin/postfix';

/** Where Postfix listens. */
export interface PostfixPorts {
  /** Wants STARTTLS and a login, and sends to everybody. */
  readonly submission: number;
  /** As the world sees it: wants nothing, and takes mail for the site's own mailboxes only. */
  readonly mx: number;
}

/** What Postfix asks and tells of others. */
export interface PostfixNeighbours {
  readonly dovecot: DovecotPorts;
  /** Port of the service that decides on recipients. */
  readonly policy: number;
}

/** Postfix: the mail server of a site over SMTP. */
export class Postfix {
  private constructor(
    readonly ports: PostfixPorts,
    private readonly server: LeashedDaemon,
  ) {}

  static async start(site: MailSite, neighbours: PostfixNeighbours): Promise<Postfix> {
    installed('postfix', () => existsSync(PROGRAM), 'postfix postfix/main_mailer_type select No configuration');
    const [submission, mx] = await Promise.all([freePort(), freePort()]);
    const ports = { submission, mx } as PostfixPorts;
    const folder = join(site.folder, 'postfix');
    for (const each of ['', 'queue', 'data']) mkdirSync(join(folder, each));
    execFileSync('chown', ['postfix', join(folder, 'data')]);
    const mailboxes = site.accounts.map((account) => `${site.addressOf(account)} there`);
    writeFileSync(join(folder, 'mailboxes'), `${mailboxes.join('\n')}\n`);
    writeFileSync(join(folder, 'main.cf'), main(site, folder, neighbours));
    writeFileSync(join(folder, 'master.cf'), services(ports));
    return new Postfix(
      ports,
      LeashedDaemon.start({ start: `${PROGRAM} -c ${folder} start`, stop: `${PROGRAM} -c ${folder} stop` }),
    );
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

const main = (site: MailSite, folder: string, { dovecot, policy }: PostfixNeighbours) => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${site.folder}/postfix.log
maillog_file_prefixes = ${site.folder}
myhostname = mail.${site.domain}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
biff = no
alias_maps =
alias_database =
recipient_delimiter = +
virtual_mailbox_domains = ${site.domain}
virtual_mailbox_maps = texthash:${folder}/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:${dovecot.lmtp}
relay_domains = ${site.bouncingDomain}
transport_maps = inline:{ { ${site.bouncingDomain} = lmtp:inet:127.0.0.1:${dovecot.lmtp} } }
default_transport = error:5.1.2 the tests send no mail outside
smtpd_tls_cert_file = ${site.certificateFile}
smtpd_tls_key_file = ${site.keyFile}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${dovecot.auth}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:${policy}, reject_unlisted_recipient, permit
`;

const services = ({ submission, mx }: PostfixPorts) => `
127.0.0.1:${submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:${mx} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
