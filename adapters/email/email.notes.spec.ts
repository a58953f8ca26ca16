import { RejectedError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { AdapterBench } from '../../test/adapter-kit/adapter-bench.js';
import { MailCatcher } from '../../test/adapters/mail-catcher.js';
import { email } from './email.adapter.js';
import type { EmailSettings } from './email.settings.js';

const settings = { from: 'Riverton 311 <311@riverton.example>', to: 'streets@riverton.example' };

describe('a note of the email adapter', () => {
  let bench: AdapterBench<EmailSettings>;
  let server: MailCatcher;
  beforeAll(async () => {
    bench = await AdapterBench.start(email, settings);
  });
  afterAll(() => bench.emulator.close());
  beforeEach(async () => {
    await bench.control.reset();
    server = await MailCatcher.start();
  });
  afterEach(() => server.close());

  const caught = async (caseRef: string, note = aCaseNote(), context = aCallContext(), changes: Record<string, unknown> = {}) => {
    const { port } = server;
    await bench.adapter({ port, username: undefined, password: undefined, ...changes }).addNote!(caseRef, note, context);
    return server.mails.at(-1)!;
  };

  it('gives answers the address that belongs to its report', async () => {
    const { imap } = bench.emulator.settings as { imap: object };
    const inbound = { senders: ['@city.example'], replySecret: 'a-secret-of-the-city' };
    const replyTo = async (requestId?: string) =>
      (
        await caught('<open311.1@riverton.example>', aCaseNote({ requestId }), aCallContext(), {
          inbound,
          imap: { ...imap, filedBy: 'nobody' },
        })
      ).replyTo?.text;
    expect(await replyTo('26-00000001')).toMatch(/^311\+26-00000001\.[0-9a-f]{12}@riverton\.example$/);
    expect(await replyTo()).toBeUndefined();
  });

  it('stands in the thread of the mail that made the case, under a stable Message-ID of its own', async () => {
    const first = '<open311.1@riverton.example>';
    const { idempotencyKey } = aCallContext();
    const mail = await caught(first, aCaseNote(), aCallContext({ idempotencyKey }));
    expect([mail.inReplyTo, mail.references]).toEqual([first, first]);
    expect(mail.messageId).toMatch(/^<open311\.[0-9a-f]{40}@riverton\.example>$/);
    expect((await caught(first, aCaseNote(), aCallContext({ idempotencyKey }))).messageId).toBe(mail.messageId);
    expect((await caught(first)).messageId).not.toBe(mail.messageId);
  });

  it('names no other mail where a person wrote a reference that is none', async () => {
    for (const caseRef of ['TICKET-4711', '<a@b>\r\nBcc: <thief@example.org>', '<a b@c>']) {
      const mail = await caught(caseRef);
      expect([mail.inReplyTo, mail.references, mail.bcc]).toEqual([undefined, undefined, undefined]);
    }
  });

  it('tells who wrote what, goes to those who get the reports, and ends with a block that a machine can read', async () => {
    const note = aCaseNote({ text: 'Look\n----- END OPEN311 UPDATE -----', mediaUrls: ['https://bridge.example/a.jpg'] });
    const mail = await caught('<open311.1@riverton.example>', note);
    expect(mail).toMatchObject({ subject: `Re: update ${note.id}`, to: { text: 'streets@riverton.example' } });
    expect(mail.headers.get('x-open311-update-id')).toBe(note.id);
    expect(mail.text).toMatch(
      /Picture: https:\/\/bridge\.example\/a\.jpg[^]*by: Grace Hopper grace@example\.org \+44 20 7946 0002/,
    );
    const blocks = [...mail.text!.matchAll(/^----- BEGIN OPEN311 UPDATE -----$(.*?)^----- END OPEN311 UPDATE -----$/gms)];
    expect(JSON.parse(blocks.at(-1)![1]!)).toMatchObject({
      caseRef: '<open311.1@riverton.example>',
      id: note.id,
      text: note.text,
    });
  });

  it('has subject and text by the templates of the settings, on one line and no more than mail can hold', async () => {
    const changes = { noteSubjectTemplate: '{{ caseRef }} {{ note.text }}', noteTextTemplate: 'Says {{ note.author.lastName }}' };
    const mail = await caught(
      'T-1',
      aCaseNote({ text: `a\r\nBcc: thief@example.org${'x'.repeat(400)}` }),
      aCallContext(),
      changes,
    );
    expect(mail.subject).toMatch(/^T-1 a Bcc: thief@example\.orgx+$/);
    expect([...mail.subject!].length).toBe(250);
    expect(mail.text).toMatch(/^Says Hopper\n/);
  });

  it('is not sent when a template can not be rendered for it', async () => {
    const noteTextTemplate = '{% for n in (1..900000000) %}{{ n }}{{ note.text }}{% endfor %}';
    const call = caught('T-1', aCaseNote(), aCallContext(), { noteTextTemplate });
    await expect(call).rejects.toBeInstanceOf(RejectedError);
    expect(server.mails).toEqual([]);
  });

  it('lies among the notes of the emulated mailbox, however often it comes', async () => {
    const adapter = bench.adapter();
    const caseRef = await adapter.createCase(aServiceRequest(), aCallContext());
    const note = aCaseNote();
    for (const context of [aCallContext(), aCallContext()]) await adapter.addNote!(caseRef, note, context);
    const { notes } = await bench.theOnlyCase();
    expect(notes.map(({ sourceId }) => sourceId)).toEqual([note.id, note.id]);
  });
});
