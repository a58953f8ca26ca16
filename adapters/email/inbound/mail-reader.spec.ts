import type { CaseSnapshot } from '../../../src/adapter-kit/adapter.js';
import { validated } from '../../../test/adapter-kit/adapter-bench.js';
import { CLERK, mailSource, OUR_MESSAGE_ID, OWN } from './a-mail.js';
import { EmailInbound } from './inbound.settings.js';
import { readerFor } from './inbound-reader.js';
import { ReplyAddresses } from './reply-address.js';

const SECRET = 'a-secret-of-the-city';
const at = new Date('2026-03-02T08:00:00Z');
const settings = {
  senders: [CLERK, '@crm.example'],
  replySecret: SECRET,
  caseNumber: { headers: ['X-RT-Ticket'], subject: '\\[Ticket#(\\d+)\\]' },
  statusRules: [
    { subject: '\\bresolved\\b', status: 'closed' },
    { text: '^closed\\b', status: 'closed', reasonPattern: '^closed: (.*)$', publicText: true },
    { header: 'X-RT-Status', headerValue: '^rejected$', automatic: true, status: 'rejected', reason: 'Not ours' },
  ],
};

type Headers = Parameters<typeof mailSource>[0];

async function read(headers: Headers, body = '', changes: object = {}) {
  const reader = readerFor(validated(EmailInbound, { ...settings, ...changes }), {
    own: OWN,
    messageIdDomain: 'riverton.example',
  });
  return reader.read({ at, source: mailSource(headers, body), isCut: false });
}

async function change(headers: Headers, body = '', changes: object = {}): Promise<CaseSnapshot> {
  const verdict = await read(headers, body, changes);
  if (verdict.is !== 'change') throw new Error(`no change: ${JSON.stringify(verdict)}`);
  return verdict.snapshot;
}

async function doubtful(headers: Headers, body = '', changes: object = {}) {
  const verdict = await read(headers, body, changes);
  if (verdict.is !== 'doubt') throw new Error(`no doubt: ${JSON.stringify(verdict)}`);
  return verdict.doubt;
}

const closing = 'closed: hole filled\r\n\r\nOn 2 Mar 2026, Riverton 311 <311@riverton.example> wrote:\r\n> Pothole\r\n';
const address = new ReplyAddresses(OWN, SECRET, '+').addressFor('26-00000001');

it('makes of an answer in our thread a change of that case, dated when it came', async () => {
  expect(await change({ 'In-Reply-To': OUR_MESSAGE_ID, Subject: 'Re: 26-00000001 Pothole' }, closing)).toEqual({
    caseRef: OUR_MESSAGE_ID,
    requestId: '26-00000001',
    status: 'closed',
    reason: 'hole filled',
    publicText: 'closed: hole filled',
    publicTextBy: 'A Clerk',
    changedAt: at,
    changeId: expect.stringMatching(/^mail-/),
  });
});

it.each([
  ['its reply address', { To: `Riverton <${address}>`, Subject: 'Done' }, ''],
  ['our id in the subject, behind what ticket systems put before it', { Subject: '[rt.example #77] Re: 26-00000001 Potho' }, ''],
  [
    'our block in what is quoted',
    { Subject: 'Done' },
    '> ----- BEGIN OPEN311 REPORT -----\r\n> {\r\n>  "id": "26-00000001",\r\n',
  ],
])('knows the request by %s', async (_what, headers, quoted) => {
  expect((await change(headers, `closed\r\n${quoted}`)).requestId).toBe('26-00000001');
});

it('believes our id where it stands first: behind it stands what a resident wrote', async () => {
  expect((await change({ Subject: 'Re: 26-00000001 not 26-00000002' }, 'closed')).requestId).toBe('26-00000001');
});

it('learns the number of the CRM from a mail that names both, and knows the case by it alone from then on', async () => {
  const both = await change({ 'In-Reply-To': OUR_MESSAGE_ID, Subject: '[Ticket#2026030210000018] resolved' });
  expect(both).toMatchObject({ caseRef: OUR_MESSAGE_ID, renumberedTo: '2026030210000018' });
  const alone = await change({ Subject: '[Ticket#2026030210000018] resolved' });
  expect(alone).toMatchObject({ caseRef: '2026030210000018', status: 'closed' });
  expect(alone.renumberedTo).toBeUndefined();
});

it('learns the number from an automatic answer, which tells no status, whatever its words are', async () => {
  const headers = { Subject: '[Ticket#18] 26-00000001 closed resolved', 'Auto-Submitted': 'auto-replied', Precedence: 'bulk' };
  expect(await change(headers, 'closed')).toMatchObject({ requestId: '26-00000001', status: '', renumberedTo: '18' });
});

it('takes the number from a header of the CRM, in a mail that is bulk as all of its mails are', async () => {
  const headers = { 'X-RT-Ticket': 'rt.example #77', Precedence: 'bulk', Subject: '26-00000001 resolved' };
  expect(await change(headers)).toMatchObject({ renumberedTo: 'rt.example #77', requestId: '26-00000001', status: 'closed' });
});

it('lets an automatic answer tell a status only by a rule that is for such answers', async () => {
  const headers = { 'X-RT-Status': 'rejected', 'Auto-Submitted': 'auto-replied' };
  expect(await change(headers)).toMatchObject({ status: 'rejected', reason: 'Not ours' });
});

it('says nothing of a case for somebody who is on holiday', async () => {
  expect(await read({ 'Auto-Submitted': 'auto-replied', Subject: 'Out of office' }, 'closed until Monday')).toMatchObject({
    is: 'nothing',
  });
});

it('keeps texts to itself where no setting makes them public', async () => {
  const silent = await change({ Subject: '26-00000001 resolved' }, 'Mr Smith of 4 Mill Lane complained.');
  expect(silent.publicText ?? silent.reason).toBeUndefined();
  expect((await change({ Subject: '26-00000001 resolved' }, 'All done.', { publicText: true })).publicText).toBe('All done.');
});

it.each([
  ['by the name that a ticket system gives its user', '"Open311 Bridge via RT" <rt@crm.example>', 'Open311 Bridge via RT'],
  ['by a name in other letters', '=?utf-8?B?SsO8cmdlbg==?= <rt@crm.example>', 'Jürgen'],
  ['by the address where no name stands there', 'Robot@crm.example', 'robot@crm.example'],
  ['by the address where the name is empty', '"" <robot@crm.example>', 'robot@crm.example'],
])('tells who wrote what residents read %s', async (_how, from, author) => {
  const told = await change({ From: from, Subject: '26-00000001 resolved' }, 'It has gro', { publicText: true });
  expect(told).toMatchObject({ publicText: 'It has gro', publicTextBy: author });
  expect((await change({ From: from, Subject: '26-00000001 resolved' }, 'It has gro')).publicTextBy).toBeUndefined();
});

it.each<[string, Headers, RegExp]>([
  [
    'from somebody else, with all marks right',
    { From: 'thief@example.org', To: address, 'In-Reply-To': OUR_MESSAGE_ID },
    /not among/,
  ],
  ['to a reply address that was made up', { To: '311+26-00000001.000000000000@riverton.example' }, /never gave away/],
  ['to the reply address of one report about another', { To: address, Subject: '26-00000002 resolved' }, /names report/],
  ['about nothing that is known', { Subject: 'Lunch resolved?' }, /names no report/],
])('lists a mail %s, and changes nothing', async (_what, headers, reason) => {
  expect((await doubtful(headers, 'closed')).reason).toMatch(reason);
});

it('lists an answer whose words no rule knows', async () => {
  expect((await doubtful({}, 'We will see.')).reason).toMatch(/no rule/);
});

it('lists a mail that is built to cost', async () => {
  const bomb = `${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}--b--`;
  expect((await doubtful({ 'Content-Type': 'multipart/mixed; boundary=b' }, bomb)).reason).toMatch(/can't be read/);
});

it('notices that a mail of ours was taken and came back, and says which case has nothing', async () => {
  const text = `<streets@city.example>: 550 5.1.1 no such user\r\n\r\nMessage-ID: ${OUR_MESSAGE_ID}\r\nX-Open311-Request-Id: 26-00000001\r\n`;
  const found = await doubtful({ From: 'MAILER-DAEMON@mx.example', Subject: 'failure notice' }, text);
  expect(found).toMatchObject({
    caseRef: OUR_MESSAGE_ID,
    reason: expect.stringMatching(/came back: .*550 5\.1\.1 no such user/),
  });
  expect(found.summary).toMatch(/26-00000001/);
});

it('takes its own mails for nothing, and a forged one of its own for a doubt', async () => {
  const own = { From: OWN, Subject: '26-00000001 resolved', 'Message-ID': OUR_MESSAGE_ID };
  expect(await read(own)).toMatchObject({ is: 'nothing' });
  expect((await doubtful({ ...own, 'Message-ID': '<x@example.org>' })).reason).toMatch(/our own address/);
});

it('knows a mail again that comes a second time, and no other', async () => {
  const [one, again, other] = await Promise.all([
    change({ Subject: '26-00000001 resolved' }),
    change({ Subject: '26-00000001 resolved', 'Delivered-To': 'second@riverton.example' }),
    change({ Subject: '26-00000001 resolved', 'Message-ID': '<other@crm.example>' }),
  ]);
  expect(again.changeId).toBe(one.changeId);
  expect(other.changeId).not.toBe(one.changeId);
});

it.each([
  ['senders', { senders: [] }],
  ['senders', { senders: ['Clerk <a@b.example>'] }],
  ['replySecret', { replySecret: 'short' }],
  ['statusRules.0.text', { statusRules: [{ status: 'x', text: '(' }] }],
  ['requestIdPattern', { requestIdPattern: '[' }],
  ['authentication.checks', { authentication: { server: 'mx', checks: ['magic'] } }],
  ['handled', { handled: 'delete' }],
])('names %s in settings such as %j', (key, changes) => {
  expect(() => validated(EmailInbound, { ...settings, ...changes })).toThrow(new RegExp(`^${key.replaceAll('.', '\\.')}`));
});
