import { email } from '../../adapters/email/email.adapter.js';
import { EmailSettings } from '../../adapters/email/email.settings.js';
import { MisconfiguredError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../adapter-kit/a-call-context.js';
import { aServiceRequest } from '../adapter-kit/a-service-request.js';
import { validated } from '../adapter-kit/adapter-bench.js';
import { until } from '../support/deployment.js';
import { MailServers } from '../support/mail/mail-servers.js';

const FROM = '311@riverton.example';
const TO = 'streets@riverton.example';

describe('a report that leaves through Postfix', () => {
  let servers: MailServers;
  beforeAll(async () => {
    servers = await MailServers.start();
  }, 300_000);
  afterAll(() => servers?.stop());

  const adapter = (changes: object = {}) =>
    email.create(validated(EmailSettings, { ...servers.smtp('311'), from: `Riverton 311 <${FROM}>`, to: TO, ...changes }));
  const sent = (changes: object = {}, request = aServiceRequest()) => adapter(changes).createCase(request, aCallContext());
  const lies = async (account: string, isMeant: (text: string) => boolean) =>
    (await until(
      async () => (await servers.mails(account)).find(({ text = '' }) => isMeant(text)),
      (mail) => mail !== undefined,
    ))!;

  it('goes over STARTTLS with a login, and lies in the Dovecot mailbox of whom it was sent to', async () => {
    const request = aServiceRequest({ description: 'Ein tiefes Loch – „Grün“ 🕳️' });
    const messageId = await sent({}, request);
    const mail = await lies('streets', (text) => text.includes(request.id));
    expect(mail).toMatchObject({ messageId, from: { text: `"Riverton 311" <${FROM}>` }, to: { text: TO } });
    expect(mail.text).toContain('Ein tiefes Loch – „Grün“ 🕳️');
    const [received] = [mail.headers.get('received')].flat() as string[];
    expect(String(received) + mail.headerLines.map(({ line }) => line).join('\n')).toMatch(/with ESMTPSA/);
  });

  it('lies in the sent folder of its Dovecot mailbox too, is found there, and is absent where it was refused', async () => {
    const [request, refused, { idempotencyKey }] = [aServiceRequest(), aServiceRequest(), aCallContext()];
    const filing = (to = TO) => adapter({ imap: servers.imap('311'), to });
    const caseRef = await filing().createCase(request, aCallContext({ idempotencyKey }));
    const look = (sought = request) => filing().findCase(sought, new Date(Date.now() - 60_000), aCallContext());
    expect(await look()).toEqual({ is: 'found', caseRef });
    expect(await servers.mails('311', 'Sent')).toMatchObject([{ messageId: caseRef }]);
    await expect(filing('nobody@riverton.example').createCase(refused, aCallContext())).rejects.toBeInstanceOf(RejectedError);
    expect(await look(refused)).toEqual({ is: 'absent' });
    expect(await servers.mails('311', 'Sent')).toHaveLength(1);
    const other = adapter({ imap: { ...servers.imap('311'), port: servers.imapStartTlsPort, secure: false } });
    expect((await other.findCase(request, new Date(), aCallContext())).is).toBe('found');
  });

  it('is not sent with a wrong password, or without any', async () => {
    expect(await adapter().check(aCallContext())).toBeUndefined();
    for (const login of [{ password: 'wrong' }, { username: undefined, password: undefined }])
      await expect(sent(login)).rejects.toBeInstanceOf(MisconfiguredError);
  });

  it('is not sent to a server whose certificate nobody vouches for', async () => {
    await expect(sent({ tls: {} })).rejects.toBeInstanceOf(MisconfiguredError);
  });

  it('comes back later where the server says 450, and is taken then', async () => {
    servers.answerTo(TO, '450 4.7.1 greylisted, come back in a while');
    const request = aServiceRequest();
    const refusal = await sent({}, request).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TransientError);
    expect((refusal as Error).message).toContain('greylisted, come back in a while');
    servers.answerTo(TO);
    await sent({}, request);
    await lies('streets', (text) => text.includes(request.id));
  });

  it('is given up where the server says 550, in the server’s own words', async () => {
    const refusal = await sent({ to: 'nobody@riverton.example' }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RejectedError);
    expect((refusal as Error).message).toMatch(/550 5\.1\.1 .*User unknown in virtual mailbox table/);
  });

  it('that was taken for a mailbox which there is not comes back to the sender', async () => {
    const request = aServiceRequest();
    const messageId = await sent({ to: `somebody@${servers.site.bouncingDomain}` }, request);
    const bounce = await lies('311', (text) => text.includes(`somebody@${servers.site.bouncingDomain}`));
    expect(bounce.from?.text).toContain('MAILER-DAEMON@');
    const returned = bounce.attachments.map(({ content }) => content.toString()).join('\n');
    expect(returned).toContain(messageId);
  });
});
