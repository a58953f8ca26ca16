import { createConnection, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { CallContext, CrmAdapter } from '../adapter-kit/adapter.js';
import { HttpSettings } from '../adapter-kit/http/http-settings.js';
import { aConnection } from '../../test/support/a-connection.js';
import { sampleRequest } from '../adapter-kit/conformance/samples.js';
import { subjectOf } from './sample.js';
import { runTrial } from './trial.js';

const subject = subjectOf(sampleRequest({ id: '26-1', requestedAt: new Date('2026-01-05T09:30:00Z') }));
const trying = (createCase: (context: CallContext) => Promise<string>, ...answers: string[]) =>
  runTrial({
    connection: aConnection({ secrets: ['s3cret'] }),
    adapter: { createCase: (_request: unknown, context: CallContext) => createCase(context) } as unknown as CrmAdapter,
    step: 'create_case',
    subject,
    answers,
    personal: ['ada@example.org'],
  });
const post = ({ http }: CallContext, body: string) =>
  http.request({ method: 'POST', url: 'http://crm.invalid/api', headers: { 'content-type': 'text/plain' }, body });

it('a flow of several calls shows each, gets the answers in turn, and masks secrets and what is personal', async () => {
  const flow = async (context: CallContext) => {
    const { text: token } = await post(context, 'log in with s3cret');
    return (await post(context, `${token} for ada@example.org`)).text;
  };
  expect(await trying(flow, 'token', 'CASE-7', 'one too many')).toMatchObject({
    calls: [{ requestBody: 'log in with [masked]', responseBody: 'token' }, { requestBody: 'token for [masked]' }],
    result: { caseRef: 'CASE-7' },
    unusedAnswers: 1,
    endsForLackOfAnswer: false,
  });
  const short = await trying(flow, 'token');
  expect(short).toMatchObject({ calls: [{ status: 200 }, { method: 'POST' }], endsForLackOfAnswer: true });
  expect(short).not.toHaveProperty('failure');
});

it('what is sent by other means is shown as well', async () => {
  const mail = async ({ rehearsal }: CallContext) => rehearsal!.show({ to: 'smtp://mail', text: 'from ada@example.org' });
  expect(await trying(mail, '250 ok')).toMatchObject({
    messages: [{ to: 'smtp://mail', text: 'from [masked]' }],
    result: { caseRef: '250 ok' },
  });
});

it('an adapter that goes round the client it is given reaches nobody', async () => {
  let reached = 0;
  const server = createServer(() => (reached += 1)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const open = () =>
    new Promise<string>((resolve, reject) => {
      const socket = createConnection({ port, host: '127.0.0.1' }, () => {
        socket.destroy();
        resolve('sent');
      });
      socket.on('error', reject);
    });
  expect(await trying(open)).toMatchObject({ failure: { message: expect.stringContaining('nothing is sent in a trial') } });
  expect(await trying(async () => (await fetch(`http://127.0.0.1:${port}/`)).text())).toMatchObject({
    failure: { message: expect.stringContaining('fetch failed') },
  });
  expect(reached).toBe(0);
  expect(await open()).toBe('sent');
  server.close();
});

it('NTLM shows the request that comes after its handshake', async () => {
  const settings = new HttpSettings();
  Object.assign(settings.auth, { kind: 'ntlm', username: 'ada', password: 'pa55word' });
  const flow = async ({ http }: CallContext) =>
    (await http.using(settings).request({ method: 'POST', url: 'http://crm.invalid/', body: 'hello' })).text;
  expect(await trying(flow, 'CASE-1')).toMatchObject({ calls: [{ requestBody: 'hello' }], result: { caseRef: 'CASE-1' } });
});

it('changes are read page by page, as far as there are answers', async () => {
  const fetchChanges: CrmAdapter['fetchChanges'] = async (_window, page, { http }) => {
    const { text } = await http.request({ method: 'GET', url: `http://crm.invalid/changes?page=${page ?? '1'}` });
    return { changes: [{ caseRef: text, status: 'open' }], nextPage: page === undefined ? '2' : '3' };
  };
  const adapter = { fetchChanges } as unknown as CrmAdapter;
  const report = await runTrial({ connection: aConnection(), adapter, step: 'fetch_changes', subject, answers: ['A', 'B'] });
  expect(report).toMatchObject({
    calls: [{ url: 'http://crm.invalid/changes?page=1' }, { url: 'http://crm.invalid/changes?page=2' }],
    result: { changes: [{ caseRef: 'A' }, { caseRef: 'B' }], pages: 2, nextPage: '3' },
    invented: { from: new Date('2026-01-05T08:30:00Z'), to: new Date('2026-01-05T09:30:00Z') },
    unusedAnswers: 0,
    endsForLackOfAnswer: false,
  });
});

it('a status whose rule transfers the report says where it would go on', async () => {
  const rule = { when: { status: { exact: 'To water' } }, status: 'open', transferTo: 'riverton.example/water' } as const;
  const report = await runTrial({
    connection: aConnection({ statusRules: [rule] }),
    adapter: { fetchStatus: async () => ({ caseRef: 'C1', status: 'to water' }) } as unknown as CrmAdapter,
    step: 'fetch_status',
    subject: { ...subject, caseRef: 'C1' },
    answers: [],
    personal: [],
  });
  expect(report).toMatchObject({ publicStatus: 'open', transferTo: 'riverton.example/water' });
});
