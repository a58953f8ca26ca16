import { generateKeyPairSync } from 'node:crypto';
import type { CasePicture } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { validated } from '../../test/adapter-kit/adapter-bench.js';
import { isSigned } from '../../test/adapters/dkim-check.js';
import { MailCatcher } from '../../test/adapters/mail-catcher.js';
import { email } from './email.adapter.js';
import { EmailSettings } from './email.settings.js';

const REPLY_TO = 'bridge+{{ request.id }}@riverton.example';
const settings = { host: '127.0.0.1', startTls: 'never', from: 'City <311@riverton.example>', to: 'streets@riverton.example' };
const aPicture = (name: string, size: number): CasePicture => ({
  id: name,
  fileName: `${name}.jpg`,
  contentType: 'image/jpeg',
  url: `https://bridge.example/media/${name}.jpg`,
  bytes: Buffer.alloc(size, name),
});

describe('a mail as it is put together', () => {
  let server: MailCatcher;
  beforeEach(async () => {
    server = await MailCatcher.start();
  });
  afterEach(() => server.close());

  const adapter = (changes: object) => email.create(validated(EmailSettings, { ...settings, port: server.port, ...changes }));
  const reported = async (changes: object = {}, request = aServiceRequest(), pictures: readonly CasePicture[] = []) => {
    await adapter(changes).createCase(request, aCallContext(), pictures);
    return server.mails.at(-1)!;
  };
  const noted = async (changes: object = {}, note = aCaseNote()) => {
    await adapter(changes).addNote!('<open311.1@riverton.example>', note, aCallContext());
    return server.mails.at(-1)!;
  };

  it('asks for answers at an address of its own report, as do its notes', async () => {
    const changes = { replyTo: REPLY_TO };
    expect((await reported(changes, aServiceRequest({ id: '26-00000077' }))).replyTo?.text).toBe(
      'bridge+26-00000077@riverton.example',
    );
    expect((await noted(changes, aCaseNote({ requestId: '26-00000077' }))).replyTo?.text).toBe(
      'bridge+26-00000077@riverton.example',
    );
    expect((await reported()).replyTo).toBeUndefined();
  });

  it('is not sent where an id makes no address', async () => {
    await expect(reported({ replyTo: REPLY_TO }, aServiceRequest({ id: 'no. 7, <x>' }))).rejects.toBeInstanceOf(RejectedError);
    expect(server.mails).toEqual([]);
  });

  it('that is a note has the id of its report first in the subject, and names it in a header', async () => {
    const mail = await noted({}, aCaseNote({ id: '5', requestId: '26-00000077' }));
    expect(mail.subject).toBe('26-00000077 Re: update 5');
    expect(mail.headers.get('x-open311-request-id')).toBe('26-00000077');
  });

  it('begs for no automatic answers, unless a ticket system’s are welcome', async () => {
    const marks = ['auto-submitted', 'x-auto-response-suppress', 'precedence'];
    for (const mail of [await reported(), await noted()])
      expect(marks.map((name) => mail.headers.get(name))).toEqual(['auto-generated', 'OOF, AutoReply', 'bulk']);
    const welcome = await reported({ automaticReplies: 'welcome' });
    expect(marks.filter((name) => welcome.headers.has(name))).toEqual([]);
  });

  it('takes pictures along, as many and as large as the settings allow, and names all of them by address', async () => {
    const pictures = [aPicture('a', 4_000), aPicture('b', 5_000), aPicture('c', 3_000), aPicture('d', 10)];
    const request = aServiceRequest({ mediaUrls: pictures.map(({ url }) => url) });
    const mail = await reported({ pictures: { maxFiles: 2, maxBytes: 8_000 } }, request, pictures);
    expect(mail.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['a.jpg', 'image/jpeg'],
      ['c.jpg', 'image/jpeg'],
    ]);
    expect(mail.attachments[1]!.content.equals(pictures[2]!.bytes)).toBe(true);
    for (const { url } of pictures) expect(mail.text).toContain(`Picture: ${url}`);
    expect((await reported({ pictures: { attach: false } }, request, pictures)).attachments).toEqual([]);
  });

  it('asks the bridge for pictures only where it attaches them', () => {
    expect(adapter({}).picturesWithCase).toMatchObject({ maxFiles: 5, maxBytes: 7_000_000 });
    expect(adapter({ pictures: { attach: false } }).picturesWithCase).toBeUndefined();
  });

  it('has the block for machines as a file too where that is wanted', async () => {
    const mail = await reported({ jsonAttachment: true }, aServiceRequest({ id: '26-00000078' }));
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['open311-report.json']);
    expect(JSON.parse(mail.attachments[0]!.content.toString())).toMatchObject({ id: '26-00000078', serviceCode: 'pothole' });
    expect((await noted({ jsonAttachment: true })).attachments.map(({ filename }) => filename)).toEqual(['open311-update.json']);
  });

  it('carries a DKIM signature that fits it, and no other mail', async () => {
    const pair = () =>
      generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      });
    const { publicKey, privateKey } = pair();
    const dkim = { domain: 'riverton.example', selector: 'bridge', privateKey };
    const mail = await reported({ dkim }, aServiceRequest({ description: 'Grün  und tief  \n\n🕳️' }));
    expect(mail.headers.get('dkim-signature')).toMatchObject({ params: { d: 'riverton.example', s: 'bridge' } });
    const raw = server.raw.at(-1)!;
    expect(isSigned(raw, publicKey)).toBe(true);
    expect(isSigned(raw, pair().publicKey)).toBe(false);
    expect(isSigned(Buffer.from(raw.toString('latin1').replace('Subject: ', 'Subject: Not '), 'latin1'), publicKey)).toBe(false);
  });

  it.each([
    ['replyTo', 'bridge+{{ request.id }}'],
    ['replyTo', '{{ request.description }}@riverton.example'],
    ['automaticReplies', 'sometimes'],
    ['dkim.privateKey', { domain: 'riverton.example', selector: 'x', privateKey: 'no key' }],
    ['pictures.maxFiles', { maxFiles: 0 }],
  ])('is not written by wrong settings: %s', (key, value) => {
    const [name = ''] = key.split('.');
    expect(() => validated(EmailSettings, { ...settings, [name]: value })).toThrow(
      new RegExp(`(^|; )${key.replace('.', '\\.')}: `),
    );
  });
});
