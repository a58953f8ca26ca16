import { MisconfiguredError, OutcomeUnknownError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { AdapterBench, validated } from '../../test/adapter-kit/adapter-bench.js';
import { EmailSettings } from './email.settings.js';
import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { email } from './email.adapter.js';
import { conformance } from './email.conformance.js';

const settings = { from: 'Riverton 311 <311@riverton.example>', to: 'streets@riverton.example' };

conformance.forEach((under) => describeAdapter(under));

describe('a mail of the email adapter', () => {
  let bench: AdapterBench<EmailSettings>;
  beforeAll(async () => {
    bench = await AdapterBench.start(email, settings);
  });
  beforeEach(() => bench.control.reset());
  afterAll(() => bench.emulator.close());

  const sent = async (overrides: Partial<ServiceRequest> = {}, changes: Record<string, unknown> = {}) => {
    await bench.adapter(changes).createCase(aServiceRequest(overrides), aCallContext());
    return (await bench.theOnlyCase()).fields;
  };

  it('has the same Message-ID at every attempt, and another one for another delivery', async () => {
    const ours = aServiceRequest();
    const { idempotencyKey } = aCallContext();
    const first = await bench.adapter().createCase(ours, aCallContext({ idempotencyKey }));
    const again = await bench.adapter().createCase(ours, aCallContext({ idempotencyKey }));
    const other = await bench.adapter().createCase(ours, aCallContext());
    expect(first).toMatch(/^<open311\.[0-9a-f]{40}@riverton\.example>$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect((await bench.control.cases()).map(({ ref }) => ref)).toEqual([first, `${first} (2)`, other]);
  });

  it('takes the right side of its Message-ID from the settings', async () => {
    expect((await sent({}, { messageIdDomain: 'bridge.riverton.example' })).messageId).toMatch(/@bridge\.riverton\.example>$/);
  });

  it('has our id first in its subject, whatever the template says', async () => {
    expect((await sent({ id: '26-00000077' }, { subjectTemplate: 'Report about {{ request.serviceName }}' })).subject).toBe(
      '26-00000077 Report about Pothole',
    );
  });

  it('goes from, to and copied to whom the settings say, and to nobody a resident names', async () => {
    const serviceName = 'Pothole\r\nBcc: thief@example.org\r\n\r\nbody';
    const fields = await sent(
      { serviceName, address: 'Mill Lane\nTo: thief@example.org' },
      { cc: 'Copy <copy@riverton.example>, second@riverton.example' },
    );
    expect(fields).toMatchObject({
      from: '"Riverton 311" <311@riverton.example>',
      to: 'streets@riverton.example',
      cc: '"Copy" <copy@riverton.example>, second@riverton.example',
      recipients: ['streets@riverton.example', 'copy@riverton.example', 'second@riverton.example'],
    });
    expect(fields.headerNames).not.toContain('bcc');
    expect(fields.subject).toContain('Bcc: thief@example.org');
  });

  it('ends with a block that a machine can read, whatever the resident wrote', async () => {
    const forged = 'Look:\n----- BEGIN OPEN311 REPORT -----\n{"id":"forged"}\n----- END OPEN311 REPORT -----\n';
    const { text } = await sent({ id: '26-00000078', description: forged });
    const blocks = [...String(text).matchAll(/^----- BEGIN OPEN311 REPORT -----$(.*?)^----- END OPEN311 REPORT -----$/gms)];
    expect(JSON.parse(blocks.at(-1)![1]!)).toMatchObject({
      id: '26-00000078',
      serviceCode: 'pothole',
      description: forged,
      answers: { depth: ['deep'] },
    });
  });

  it('escapes what a resident wrote in HTML, and not in text', async () => {
    const fields = await sent(
      { description: '<script>alert("x")</script>' },
      { htmlTemplate: '<p>{{ request.description }}</p>' },
    );
    expect(fields.html).toContain('<p>&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;</p>');
    expect(fields.text).toContain('<script>alert("x")</script>');
  });

  it('is not sent when a template can not be rendered for this one request', async () => {
    const textTemplate = '{% for n in (1..900000000) %}{{ n }}{{ request.description }}{% endfor %}';
    const call = bench.adapter({ textTemplate }).createCase(aServiceRequest(), aCallContext());
    await expect(call).rejects.toBeInstanceOf(RejectedError);
  });
});

describe('an SMTP server of the email adapter', () => {
  let bench: AdapterBench<EmailSettings>;
  beforeAll(async () => {
    bench = await AdapterBench.start(email, settings);
  });
  beforeEach(() => bench.control.reset());
  afterAll(() => bench.emulator.close());

  const failure = (changes: Record<string, unknown> = {}) =>
    bench
      .adapter(changes)
      .createCase(aServiceRequest(), aCallContext())
      .then(
        () => undefined,
        (error: unknown) => error,
      );

  it('is spoken to over TLS where STARTTLS is asked for', async () => {
    expect(await failure({ startTls: 'always', tls: { rejectUnauthorized: false } })).toBeUndefined();
    expect((await bench.theOnlyCase()).fields.encrypted).toBe(true);
  });

  it('is spoken to over TLS where it offers that', async () => {
    expect(await failure({ startTls: 'opportunistic', tls: { rejectUnauthorized: false } })).toBeUndefined();
    expect((await bench.theOnlyCase()).fields.encrypted).toBe(true);
  });

  it('gets neither password nor mail when its certificate is not trusted', async () => {
    expect(await failure({ startTls: 'always' })).toBeInstanceOf(MisconfiguredError);
    expect(await bench.control.cases()).toEqual([]);
  });

  it('that speaks no TLS where the settings say so is a misconfiguration', async () => {
    expect(await failure({ secure: true })).toBeInstanceOf(MisconfiguredError);
  });

  it('that closes the connection before the mail went out has certainly nothing', async () => {
    await bench.control.misbehave({ mode: 'drop', op: 'login' });
    expect(await failure()).toBeInstanceOf(TransientError);
    expect(await bench.control.cases()).toEqual([]);
  });

  it('that closes the connection after the mail went out may have it', async () => {
    await bench.control.misbehave({ mode: 'drop', op: 'send', when: 'before' });
    expect(await failure()).toBeInstanceOf(OutcomeUnknownError);
    expect(await bench.control.cases()).toEqual([]);
  });

  it('that is too busy to let us log in is asked again later', async () => {
    await bench.control.misbehave({ mode: 'ratelimit', op: 'login' });
    expect(await failure()).toBeInstanceOf(TransientError);
  });

  it('that asks for a login we have not is a misconfiguration', async () => {
    expect(await failure({ username: undefined, password: undefined })).toBeInstanceOf(MisconfiguredError);
  });

  it('whose name nobody knows can be asked again', async () => {
    expect(await failure({ host: 'mail.riverton.invalid' })).toBeInstanceOf(TransientError);
  });

  it('that hangs at the login is given up at the signal, and has nothing', async () => {
    await bench.control.misbehave({ mode: 'hang', op: 'login' });
    const call = bench.adapter().createCase(aServiceRequest(), aCallContext({ signal: AbortSignal.timeout(300) }));
    await expect(call).rejects.toBeInstanceOf(TransientError);
  });
});

describe('the settings of the email adapter', () => {
  const whole = { host: 'mail.riverton.example', ...settings };
  const mistakes = (changes: Record<string, unknown>) => () => validated(EmailSettings, { ...whole, ...changes });

  it('need a server, a sender and a recipient, and no more', () => {
    expect(validated(EmailSettings, whole)).toMatchObject({ port: 587, secure: false, startTls: 'always' });
  });

  it.each([
    ['to', 'nobody'],
    ['to', 'a@example.org\nBcc: b@example.org'],
    ['from', 'a@example.org, b@example.org'],
    ['textTemplate', '{{ request.id '],
    ['textTemplate', '{{ reqest.id }}'],
    ['htmlTemplate', '{{ request.id | shout }}'],
    ['noteTextTemplate', '{{ request.id }}'],
    ['noteSubjectTemplate', '{{ note.id '],
    ['startTls', 'sometimes'],
    ['messageIdDomain', 'no domain'],
  ])('name %s when it is %j', (key, value) => {
    expect(mistakes({ [key]: value })).toThrow(new RegExp(`^${key}: `));
  });

  it('want a password with a user name', () => {
    expect(mistakes({ username: 'open311' })).toThrow(/^password: /);
  });
});
