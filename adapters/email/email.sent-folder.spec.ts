import { MisconfiguredError, OutcomeUnknownError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import type { Misbehaviour } from '../../src/adapter-kit/emulator/misbehaviour.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { validated } from '../../test/adapter-kit/adapter-bench.js';
import { email } from './email.adapter.js';
import { EmailSettings } from './email.settings.js';
import { FILES_NOTHING, MailEmulator } from './emulator/mail-emulator.js';
import { EMULATED_LOGIN } from './emulator/smtp-service.js';

const SINCE = new Date(Date.now() - 60_000);

describe('a mail of a bridge that files what it sends', () => {
  let server: MailEmulator;
  beforeEach(async () => {
    server = await new MailEmulator({ flavour: FILES_NOTHING }).start();
  });
  afterEach(() => server.close());

  const adapter = (changes: object = {}, imap: object = {}) =>
    email.create(
      validated(EmailSettings, {
        host: '127.0.0.1',
        port: server.smtpPort,
        startTls: 'never',
        ...EMULATED_LOGIN,
        from: '311@riverton.example',
        to: 'Streets <streets@riverton.example>',
        imap: { host: '127.0.0.1', port: server.imapPort, secure: false, startTls: 'never', ...EMULATED_LOGIN, ...imap },
        ...changes,
      }),
    );
  const filed = () => server.sent.mails.map(({ flags }) => [...flags].join(' '));
  const order = (mode: Misbehaviour, op: string, when: 'before' | 'after' = 'before') =>
    server.misbehaviours.add({ mode, op, when });
  const failure = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('lies in the sent folder, and is found there under its Message-ID', async () => {
    const [request, { idempotencyKey }] = [aServiceRequest(), aCallContext()];
    const caseRef = await adapter().createCase(request, aCallContext({ idempotencyKey }));
    expect(filed()).toEqual(['\\Seen']);
    expect(server.sent.mails[0]!.raw.toString()).toContain(caseRef);
    expect(await adapter().findCase(request, SINCE, aCallContext({ idempotencyKey }))).toEqual({ is: 'found', caseRef });
  });

  it.each(['before', 'after'] as const)(
    'whose answer was lost %s the server took it is a draft, and only a person can tell; sent again, it is no draft any more',
    async (when) => {
      const [request, { idempotencyKey }] = [aServiceRequest(), aCallContext()];
      order('drop', 'send', when);
      expect(await failure(adapter().createCase(request, aCallContext({ idempotencyKey })))).toBeInstanceOf(OutcomeUnknownError);
      expect(filed()).toEqual(['\\Seen \\Draft']);
      server.misbehaviours.clear();
      const look = () => adapter().findCase(request, SINCE, aCallContext({ idempotencyKey }));
      expect(await look()).toEqual({ is: 'unknowable', reason: expect.stringContaining('draft') as string });
      await adapter().createCase(request, aCallContext({ idempotencyKey }));
      expect(filed()).toEqual(['\\Seen']);
      expect((await look()).is).toBe('found');
    },
  );

  it.each([
    ['refused for good', 'fault', RejectedError],
    ['told to come later', 'ratelimit', TransientError],
    ['not let in', 'auth', MisconfiguredError],
  ] as const)('that was %s leaves nothing, and is absent', async (_how, mode, kind) => {
    const request = aServiceRequest();
    order(mode, 'send');
    expect(await failure(adapter().createCase(request, aCallContext()))).toBeInstanceOf(kind);
    expect(filed()).toEqual([]);
    expect(await adapter().findCase(request, SINCE, aCallContext())).toEqual({ is: 'absent' });
  });

  it('is not sent while the mailbox can not be asked', async () => {
    for (const mode of ['drop', 'ratelimit', 'error500'] as const) {
      server.misbehaviours.clear();
      order(mode, 'look');
      expect(await failure(adapter().createCase(aServiceRequest(), aCallContext()))).toBeInstanceOf(TransientError);
    }
    expect(server.ledger.size).toBe(0);
  });

  it('to others than the ones of this connection is not taken for its own', async () => {
    const request = aServiceRequest();
    await adapter({ to: 'parks@riverton.example' }).createCase(request, aCallContext());
    expect(await adapter().findCase(request, SINCE, aCallContext())).toEqual({ is: 'absent' });
  });

  it('is sent once more for a note, which is looked up by its own id', async () => {
    const [caseRef, note, { idempotencyKey }] = [
      await adapter().createCase(aServiceRequest(), aCallContext()),
      aCaseNote(),
      aCallContext(),
    ];
    const look = () => adapter().findNote!(caseRef, note, aCallContext({ idempotencyKey }));
    expect(await look()).toEqual({ is: 'absent' });
    order('drop', 'send', 'after');
    await failure(adapter().addNote!(caseRef, note, aCallContext({ idempotencyKey })));
    expect((await look()).is).toBe('unknowable');
    server.misbehaviours.clear();
    await adapter().addNote!(caseRef, note, aCallContext({ idempotencyKey }));
    expect(await look()).toEqual({ is: 'done' });
  });

  it.each([
    ['a folder that is not there', { sentFolder: 'Gesendet' }, /no folder Gesendet/],
    ['a wrong password', { password: 'wrong' }, /refuses the login/],
  ])('can not be filed in %s, which a check tells', async (_what, imap, words) => {
    const error = await failure(adapter({}, imap).check(aCallContext()));
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect((error as Error).message).toMatch(words);
  });

  it('is looked up nowhere where nobody files it', async () => {
    const unfiled = adapter({}, { filedBy: 'nobody' });
    expect(unfiled.findNote).toBeUndefined();
    expect((await unfiled.findCase(aServiceRequest(), SINCE, aCallContext())).is).toBe('unknowable');
  });
});
