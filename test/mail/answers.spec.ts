import { createTransport } from 'nodemailer';
import { openDatabase } from '../../src/store/database.js';
import { Deployment, until } from '../support/deployment.js';
import { MailServers } from '../support/mail/mail-servers.js';
import type { RoleProcess } from '../support/role-process.js';

const FROM = '311@riverton.example';
const TO = 'streets@riverton.example';
const MINUTES = 60_000;

/** Rounds come when a mail does: none would come by itself while this test runs. */
const connection = (servers: MailServers) => ({
  type: 'email',
  settings: {
    ...servers.smtp('311'),
    from: `Riverton 311 <${FROM}>`,
    to: TO,
    cc: `gone@${servers.site.bouncingDomain}`,
    imap: servers.imap('311'),
    inbound: {
      senders: [TO],
      replySecret: 'a-secret-of-riverton',
      caseNumber: { subject: '\\[(Ticket#\\d+)\\]' },
      handled: 'flag',
      statusRules: [{ text: '^(filled|done)\\b', status: 'closed', publicText: true }],
    },
  },
  statusRules: [{ when: { status: { exact: 'closed' } }, status: 'closed', detail: 'fixed' }],
  sync: { pollEveryMs: 10 * MINUTES, overlapMs: MINUTES },
});

describe('answers by mail, through Postfix and Dovecot', () => {
  let servers: MailServers;
  let deployment: Deployment;
  let bridge: RoleProcess;
  beforeAll(async () => {
    servers = await MailServers.start();
    deployment = await Deployment.prepare({}, {}, connection(servers));
    bridge = await deployment.run('intake,delivery,sync');
  }, 5 * MINUTES);
  afterAll(async () => {
    await deployment?.stop();
    await servers?.stop();
  });

  /** As the world outside sends it: nobody asks who it is. */
  const outside = () => createTransport({ host: '127.0.0.1', port: servers.mxPort, ignoreTLS: true });
  const arrived = async (id: string) =>
    (await until(
      async () => (await servers.mails('streets')).find(({ subject = '' }) => subject.startsWith(id)),
      (mail) => mail !== undefined,
    ))!;
  const shown = async (id: string) => {
    const answer = await fetch(`${bridge.url}/open311/v2/requests/${id}.json`);
    return ((await answer.json()) as [{ status: string; status_notes?: string }])[0];
  };
  const closed = (id: string) =>
    until(
      () => shown(id),
      ({ status }) => status === 'closed',
      MINUTES,
    );
  const waiting = async () => {
    const database = openDatabase({ connectionString: deployment.env['DATABASE_URL']! }, 1);
    const rows = await database
      .selectFrom('incoming_change')
      .select(['reason', 'summary', 'source', 'awaits', 'case_ref'])
      .execute()
      .finally(() => database.destroy());
    return rows;
  };

  it(
    'close reports with what was written; a number once taught is enough; forged and returned mails are listed and change nothing',
    async () => {
      const [answered, numbered, forged] = await deployment.file(bridge, 3);
      const [report, taught, other] = [await arrived(answered!), await arrived(numbered!), await arrived(forged!)];

      await outside().sendMail({
        from: `A Clerk <${TO}>`,
        to: report.replyTo!.text,
        subject: `Re: ${report.subject}`,
        inReplyTo: report.messageId,
        references: report.messageId,
        text: `Filled this morning.\n\nKind regards,\nA. Clerk\n\nOn Mon, 2 Mar 2026 at 09:15, Riverton 311 <${FROM}> wrote:\n> ${report.text}`,
      });
      expect(await closed(answered!)).toMatchObject({ status_notes: 'Filled this morning.' });

      const ticket = { from: TO, to: FROM, headers: { Precedence: 'bulk' } };
      await outside().sendMail({
        ...ticket,
        subject: `[Ticket#4711] RE: ${taught.subject}`,
        headers: { ...ticket.headers, 'Auto-Submitted': 'auto-replied' },
        text: 'Done? Not yet: we got your mail.',
      });
      await outside().sendMail({ ...ticket, subject: '[Ticket#4711] Rats', text: 'Done.' });
      expect(await closed(numbered!)).toMatchObject({ status_notes: 'Done.' });

      await outside().sendMail({
        from: 'Streets <thief@example.org>',
        to: other.replyTo!.text,
        subject: `Re: ${other.subject}`,
        inReplyTo: other.messageId,
        text: 'Filled.',
      });
      const listed = await until(waiting, (rows) => rows.length >= 4, MINUTES);
      expect(await shown(forged!)).toMatchObject({ status: 'open' });
      const returned = listed.filter(({ reason }) => reason.includes('came back'));
      expect(new Set(returned.map(({ case_ref }) => case_ref))).toEqual(
        new Set([report, taught, other].map(({ messageId }) => messageId)),
      );
      expect(returned[0]).toMatchObject({
        source: 'mail',
        awaits: 'person',
        reason: expect.stringContaining("doesn't exist"),
      });
    },
    5 * MINUTES,
  );
});
