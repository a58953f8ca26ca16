import type { CaseSnapshot, ChangeDoubt, ChangePage } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { AdapterBench } from '../../../test/adapter-kit/adapter-bench.js';
import { until } from '../../../test/support/deployment.js';
import { email } from '../email.adapter.js';
import type { EmailSettings } from '../email.settings.js';
import { MailboxSession } from '../imap/mailbox-session.js';
import type { EmailImap } from '../imap/imap.settings.js';
import { CLERK, mailSource } from './a-mail.js';

const inbound = {
  senders: [CLERK, '@city.invalid'],
  replySecret: 'a-secret-of-the-city',
  mailsAtOnce: 2,
  statusRules: [{ text: '^closed\\b', status: 'closed', publicText: true }],
};
const A_MINUTE_MS = 60_000;

describe('the mailbox of the email adapter', () => {
  let bench: AdapterBench<EmailSettings>;
  beforeAll(async () => {
    bench = await AdapterBench.start(email, { from: '311@riverton.example', to: 'streets@riverton.example' });
  });
  beforeEach(() => bench.control.reset());
  afterAll(() => bench.emulator.close());

  const adapter = (changes: object = {}) => bench.adapter({ inbound: { ...inbound, ...changes } });
  const order = (command: string) => fetch(`${bench.emulator.controlUrl}/control/${command}`, { method: 'POST' });
  const answer = (ref: string, query: Record<string, string>) =>
    order(`answer?${new URLSearchParams({ ref, from: CLERK, ...query }).toString()}`);
  const aCase = (id: string) => bench.adapter({ inbound }).createCase(aServiceRequest({ id }), aCallContext());
  const window = () => ({ from: new Date(Date.now() - A_MINUTE_MS), to: new Date(Date.now() + A_MINUTE_MS) });

  async function inMailbox<T>(act: Parameters<typeof MailboxSession.prototype.ask<T>>[0]): Promise<T> {
    const { imap } = bench.emulator.settings as unknown as { imap: EmailImap };
    const session = await MailboxSession.open({ ...imap, tls: { rejectUnauthorized: true } }, AbortSignal.timeout(10_000));
    try {
      return await session.ask(act);
    } finally {
      session.close();
    }
  }

  async function all(changes: object = {}): Promise<{ changes: CaseSnapshot[]; doubts: ChangeDoubt[]; pages: number }> {
    const found = { changes: [] as CaseSnapshot[], doubts: [] as ChangeDoubt[], pages: 0 };
    let page: string | undefined;
    do {
      const got: ChangePage = await adapter(changes).fetchChanges!(window(), page, aCallContext());
      found.changes.push(...got.changes);
      found.doubts.push(...(got.doubts ?? []));
      found.pages += 1;
      page = got.nextPage;
    } while (page !== undefined);
    return found;
  }

  it('gives each report an address of its own for answers, from which an answer without any other mark is matched', async () => {
    const ref = await aCase('26-00000001');
    expect((await bench.theOnlyCase()).fields.replyTo).toMatch(/^311\+26-00000001\.[0-9a-f]{12}@riverton\.example$/);
    await answer(ref, { text: 'closed', subject: 'Done', thread: 'no' });
    expect((await all()).changes).toMatchObject([{ requestId: '26-00000001', status: 'closed', publicText: 'closed' }]);
  });

  it('tells all answers over several pages, each once, and lists what it does not understand', async () => {
    const refs = await Promise.all(['26-00000001', '26-00000002', '26-00000003'].map(aCase));
    for (const ref of refs) await answer(ref, { text: 'closed' });
    await answer(refs[0]!, { text: 'closed', from: 'thief@example.org' });
    await order(`bounce?${new URLSearchParams({ ref: refs[1]! }).toString()}`);
    const { changes, doubts, pages } = await all();
    expect(changes.map(({ caseRef }) => caseRef).sort()).toEqual([...refs].sort());
    expect(doubts.map(({ caseRef, reason }) => [caseRef, reason])).toEqual([
      [refs[0], expect.stringContaining('not among')],
      [refs[1], expect.stringContaining('came back')],
    ]);
    expect(pages).toBe(3);
  });

  it('reads of a large mail the beginning, in which the answer stands', async () => {
    const body = `--b\r\nContent-Type: text/plain\r\n\r\nclosed\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n${'QUJD\r\n'.repeat(300_000)}--b--`;
    const large = mailSource({ 'Content-Type': 'multipart/mixed; boundary=b' }, body);
    await inMailbox((client) => client.append('INBOX', large));
    expect((await all()).changes).toMatchObject([{ requestId: '26-00000001', status: 'closed' }]);
  });

  it('changes nothing in the mailbox unless it is told to', async () => {
    await answer(await aCase('26-00000001'), { text: 'closed' });
    await all();
    expect(await inMailbox(flagsOf)).toEqual([[]]);
    expect((await all()).changes).toHaveLength(1);
  });

  it('marks mails once the host asks for the page after theirs, and reads marked ones no more', async () => {
    const ref = await aCase('26-00000001');
    for (const text of ['closed', 'closed again', 'maybe']) await answer(ref, { text });
    const first = await adapter({ handled: 'flag' }).fetchChanges!(window(), undefined, aCallContext());
    expect(await inMailbox(flagsOf)).toEqual([[], [], []]);
    const second = await adapter({ handled: 'flag' }).fetchChanges!(window(), first.nextPage, aCallContext());
    expect(second.doubts).toHaveLength(1);
    expect(await inMailbox(flagsOf)).toEqual([['Open311Handled'], ['Open311Handled'], []]);
    await adapter({ handled: 'flag' }).fetchChanges!(window(), second.nextPage, aCallContext());
    expect(await all({ handled: 'flag' })).toMatchObject({ changes: [], doubts: [], pages: 1 });
    expect((await all()).changes).toHaveLength(2);
  });

  it('moves what it understood into a folder of its own, and leaves what a person has to see where it is', async () => {
    const ref = await aCase('26-00000001');
    for (const text of ['closed', 'closed again', 'maybe']) await answer(ref, { text });
    const folder = { handled: 'move', doneFolder: 'Done by the bridge' };
    expect(await all(folder)).toMatchObject({
      changes: [{ status: 'closed' }, { status: 'closed' }],
      doubts: [{ caseRef: ref }],
    });
    expect(await inMailbox(flagsOf)).toEqual([['Open311Handled']]);
    const moved = await inMailbox((client) => client.status('Done by the bridge', { messages: true }));
    expect(moved).toMatchObject({ messages: 2 });
    // The folder is there now, and what was moved is read no more.
    await answer(ref, { text: 'closed for good' });
    expect((await all(folder)).changes).toMatchObject([{ publicText: 'closed for good' }]);
    expect(await inMailbox((client) => client.status('Done by the bridge', { messages: true }))).toMatchObject({ messages: 3 });
  });

  it('reads a mail without the mark though its date is long before the window', async () => {
    await inMailbox((client) => client.append('INBOX', mailSource({}, 'closed'), [], new Date(Date.now() - 2 * 86_400_000)));
    expect((await all()).changes).toEqual([]);
    expect((await all({ handled: 'flag' })).changes).toHaveLength(1);
  });

  it('begins the round again where the mailbox was built anew', async () => {
    await answer(await aCase('26-00000001'), { text: 'closed' });
    for (const page of ['999/1//', 'whatever'])
      await expect(adapter().fetchChanges!(window(), page, aCallContext())).rejects.toBeInstanceOf(TransientError);
  });

  it('is asked again later when it is away, and names what an operator has to put right', async () => {
    const failure = (changes: object = {}) =>
      adapter(changes).fetchChanges!(window(), undefined, aCallContext()).catch((error: unknown) => error);
    expect(await failure({ folder: 'Answers' })).toBeInstanceOf(MisconfiguredError);
    await bench.control.misbehave({ mode: 'auth', op: 'look' });
    expect(await failure()).toBeInstanceOf(MisconfiguredError);
    await order('behave');
    await bench.control.misbehave({ mode: 'drop', op: 'look' });
    expect(await failure()).toBeInstanceOf(TransientError);
    await order('behave');
    await bench.control.misbehave({ mode: 'refuse' });
    expect(await failure()).toBeInstanceOf(TransientError);
  });

  it('says at once that a mail came, until it is told to stop', async () => {
    const ref = await aCase('26-00000001');
    const stop = new AbortController();
    let came = 0;
    const { http, logger } = aCallContext();
    const over = adapter().watchChanges!(() => (came += 1), { http, logger, signal: stop.signal }).catch(
      (error: unknown) => error,
    );
    const told = (count: number) =>
      until(
        async () => came,
        (found) => found >= count,
      );
    await told(1);
    await answer(ref, { text: 'closed' });
    await told(2);
    stop.abort();
    expect(await over).toBeInstanceOf(TransientError);
  });
});

async function flagsOf(client: import('imapflow').ImapFlow): Promise<string[][]> {
  await client.mailboxOpen('INBOX', { readOnly: true });
  const mails = await client.fetchAll('1:*', { flags: true });
  return mails.map(({ flags }) => [...(flags ?? [])]);
}
