import { validated } from '../../../test/adapter-kit/adapter-bench.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { NTLM_ACCOUNT, NtlmServer, type NtlmServerOptions } from '../../../test/support/ntlm-server.js';
import { MisconfiguredError, TransientError } from '../errors.js';
import { type Exchange, HttpFactory } from '../http.js';
import { type HttpFailure, silenceOf } from '../http-failure.js';
import { Cookies } from './cookies.js';
import { HttpSettings } from './http-settings.js';

const factory = new HttpFactory({ connectTimeoutMs: 2_000, callTimeoutMs: 5_000, maxAnswerBytes: 10_000 });
const exchanges: Exchange[] = [];
let server: AnsweringServer;
beforeAll(async () => {
  server = await AnsweringServer.start();
});
beforeEach(() => {
  server.reset();
  exchanges.length = 0;
});
afterAll(async () => {
  factory.close();
  await server.close();
});

const using = (settings: Readonly<Record<string, unknown>>) =>
  factory.client((exchange) => exchanges.push(exchange), []).using(validated(HttpSettings, settings));
const meaningOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: HttpFailure) => silenceOf(error, 'write'),
  );

describe('who we are to the web server', () => {
  const basic = { kind: 'basic', username: 'bridge', password: 'pa:ss ö' };
  const encoded = Buffer.from('bridge:pa:ss ö').toString('base64');

  it('goes with every request, as the settings say', async () => {
    await using({ auth: basic }).request({ method: 'GET', url: server.url });
    await using({ auth: { kind: 'bearer', token: 't0ken' } }).request({ method: 'GET', url: server.url });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([`Basic ${encoded}`, 'Bearer t0ken']);
  });

  it('gives way to what a request says of itself', async () => {
    const client = using({ auth: basic, headers: { 'X-Standing': 'a', 'X-Both': 'a' } });
    await client.request({ method: 'GET', url: server.url, headers: { Authorization: 'Own', 'x-both': 'b' } });
    await client.request({ method: 'GET', url: server.url, basic: { username: 'x', password: 'y' } });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Own',
      `Basic ${Buffer.from('x:y').toString('base64')}`,
    ]);
    expect(server.received[0]!.headers).toMatchObject({ 'x-standing': 'a', 'x-both': 'b' });
  });

  it('is masked wherever it shows: headers, query, bodies, and the pair in base64, alone or inside of more', async () => {
    const nested = Buffer.from(`{"who":"bridge:pa:ss ö","more":1}`).toString('base64');
    server.answer = () => ({
      headers: { 'x-echo': encoded, 'set-cookie': 'sid=c0okie-value; Path=/' },
      body: `${encoded} ${nested} pa:ss ö pa%3Ass%20%C3%B6 c0okie-value`,
    });
    const client = using({ auth: basic, headers: { 'X-Api-Key': 'k3y-of-ours' } });
    await client.request({ method: 'POST', url: `${server.url}/?p=pa%3Ass+%C3%B6&k=k3y-of-ours`, body: 'pa:ss ö' });
    const shown = JSON.stringify(exchanges);
    expect(exchanges[0]).toMatchObject({ requestHeaders: { authorization: '[masked]', 'x-api-key': '[masked]' } });
    expect(exchanges[0]).toMatchObject({ responseHeaders: { 'x-echo': '[masked]', 'set-cookie': '[masked]' } });
    for (const secret of [encoded, nested, 'pa:ss', 'pa%3Ass', 'k3y', 'c0okie-value']) expect(shown).not.toContain(secret);
  });

  it.each([
    [{ kind: 'basic', password: 'x' }, /auth\.username/],
    [{ kind: 'bearer' }, /auth\.token/],
    [{ kind: 'bearer', token: 'a\nb' }, /auth\.token/],
    [{ kind: 'ntlm', username: 'x' }, /auth\.password/],
    [{ kind: 'kerberos' }, /auth\.kind: must be one of/],
  ])('is refused at start as %j', (auth, reason) => {
    expect(() => validated(HttpSettings, { auth })).toThrow(reason);
  });
});

describe('cookies', () => {
  const sets = (cookie: string) => () => ({ headers: { 'set-cookie': cookie } });
  const sent = () => server.received.map(({ headers }) => headers.cookie);

  it('are kept for a connection where its settings say so', async () => {
    const [keeping, forgetting] = [using({ cookies: true }), using({})];
    server.answer = sets('lb=node-7; Path=/');
    for (const client of [keeping, keeping, forgetting, forgetting]) await client.request({ method: 'GET', url: server.url });
    expect(sent()).toEqual([undefined, 'lb=node-7', undefined, undefined]);
  });

  it('of two sessions are kept apart', async () => {
    const client = using({});
    const [one, two] = [new Cookies(), new Cookies()];
    server.answer = ({ url }) => ({ headers: { 'set-cookie': `sid=${url.slice(1)}; Path=/; HttpOnly` } });
    await client.request({ method: 'GET', url: `${server.url}/one`, cookies: one });
    await client.request({ method: 'GET', url: `${server.url}/two`, cookies: two });
    server.received.length = 0;
    for (const cookies of [one, two, new Cookies()]) await client.request({ method: 'GET', url: server.url, cookies });
    expect(sent()).toEqual(['sid=one', 'sid=two', undefined]);
  });

  it('go to the host that set them alone, and secure ones not in plain text', () => {
    const cookies = new Cookies();
    cookies.keep(new URL('https://crm.example/'), [
      'safe=1; Secure',
      'open=2',
      'strange=3; Domain=elsewhere.example',
      'no cookie',
    ]);
    const addresses = ['https://crm.example/', 'http://crm.example/', 'https://elsewhere.example/'];
    expect(addresses.map((address) => cookies.headerFor(new URL(address)))).toEqual(['safe=1; open=2', 'open=2', undefined]);
  });
});

describe('redirects', () => {
  const follow = (redirects: number, request: object = {}) =>
    using({ redirects, auth: { kind: 'bearer', token: 't0ken' } }).request({ method: 'GET', url: server.url, ...request });

  it('are followed for a read, as often as the settings say, with our credentials', async () => {
    server.answer = ({ url }) =>
      url === '/here' ? { body: 'found' } : { status: 302, headers: { location: url === '/' ? '/there' : './here' } };
    await expect(follow(2)).resolves.toMatchObject({ status: 200, text: 'found' });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer t0ken'));
  });

  it('without an end are a misconfiguration', async () => {
    server.answer = () => ({ status: 302, headers: { location: '/again' } });
    const meaning = await meaningOf(follow(3));
    expect(meaning).toBeInstanceOf(MisconfiguredError);
    expect(server.received).toHaveLength(4);
  });

  it.each([
    ['to another host', { location: 'http://localhost:1/' }, {}],
    ['of a write', { location: '/there' }, { method: 'POST' }],
    ['to nowhere', { location: 'http://' }, {}],
    ['without an address', {}, {}],
  ])('%s are answers, and nothing is sent on', async (_what, headers, request) => {
    server.answer = () => ({ status: 307, headers });
    await expect(follow(3, request)).resolves.toMatchObject({ status: 307 });
    expect(server.received).toHaveLength(1);
  });
});

describe('NTLM', () => {
  const servers: NtlmServer[] = [];
  afterAll(() => servers.forEach((each) => each.close()));
  const start = async (options?: NtlmServerOptions) => {
    const started = await NtlmServer.start(options);
    servers.push(started);
    return started;
  };
  const as = (changes: object = {}) => using({ auth: { kind: 'ntlm', ...NTLM_ACCOUNT, ...changes } });

  it('lets us in, and the report is sent only to a server that knows us', async () => {
    const ntlm = await start();
    const answer = await as().request({ method: 'POST', url: ntlm.url, body: 'a report' });
    expect(answer).toMatchObject({ status: 200, text: 'welcome' });
    expect(ntlm.authenticated).toMatchObject([{ method: 'POST', body: 'a report' }]);
    expect(ntlm.before).toEqual(['']);
  });

  it('keeps one connection through each handshake, however many calls there are at once', async () => {
    const ntlm = await start();
    const client = as();
    const call = (body: number) => client.request({ method: 'POST', url: ntlm.url, body: String(body) });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(call));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    await call(6);
    expect(new Set(ntlm.authenticated.map(({ socket }) => socket)).size).toBe(5);
  });

  it('with a wrong password is refused by the server, as any credentials are', async () => {
    const ntlm = await start();
    await expect(as({ password: 'wrong' }).request({ method: 'POST', url: ntlm.url })).resolves.toMatchObject({ status: 401 });
    expect(ntlm.authenticated).toEqual([]);
  });

  it('sends no report where the connection is not kept', async () => {
    const ntlm = await start({ forgetful: true });
    expect(await meaningOf(as().request({ method: 'POST', url: ntlm.url, body: 'a report' }))).toBeInstanceOf(TransientError);
    expect(ntlm.before.join('')).toBe('');
  });

  it('is not spoken in its first version, which gives passwords away', async () => {
    const ntlm = await start({ versionOne: true });
    const meaning = await meaningOf(as().request({ method: 'POST', url: ntlm.url, body: 'a report' }));
    expect(meaning).toBeInstanceOf(MisconfiguredError);
    expect(ntlm.before).toEqual(['']);
  });

  it('where nobody asks for it is a misconfiguration, and no report is sent', async () => {
    const meaning = await meaningOf(as().request({ method: 'POST', url: server.url, body: 'a report' }));
    expect(meaning).toBeInstanceOf(MisconfiguredError);
    expect(meaning!.message).toContain('http.auth.kind');
    expect(server.received.map(({ body }) => body)).toEqual(['']);
  });

  it('shows its messages nowhere', async () => {
    const ntlm = await start();
    await as().request({ method: 'POST', url: ntlm.url, body: 'a report' });
    expect(JSON.stringify(exchanges)).not.toMatch(/NTLM |TlRMTVNTUA/);
  });
});
