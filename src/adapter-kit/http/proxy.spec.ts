import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { validated } from '../../../test/adapter-kit/adapter-bench.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { TestAuthority } from '../../../test/support/certificates.js';
import { ForwardProxy } from '../../../test/support/forward-proxy.js';
import { MisconfiguredError, TransientError } from '../errors.js';
import { type Exchange, HttpFactory } from '../http.js';
import { type HttpFailure, silenceOf } from '../http-failure.js';
import { HttpSettings } from './http-settings.js';
import { isDirect } from './proxy.js';

const factory = new HttpFactory({ connectTimeoutMs: 2_000, callTimeoutMs: 5_000, maxAnswerBytes: 10_000 });
const authority = TestAuthority.make();
const credentials = `Basic ${Buffer.from('bridge:way-0ut').toString('base64')}`;
let proxy: ForwardProxy;
let plain: AnsweringServer;
let secure: Server;
let secureUrl: string;
beforeAll(async () => {
  [proxy, plain] = await Promise.all([ForwardProxy.start(), AnsweringServer.start()]);
  const { certificate, key } = authority.sign();
  secure = createServer({ cert: certificate, key }, (request, response) => response.end(JSON.stringify(request.headers)));
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  secureUrl = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/x?y=1`;
});
beforeEach(() => {
  proxy.reset();
  plain.reset();
});
afterAll(async () => {
  factory.close();
  proxy.close();
  secure.close();
  await plain.close();
});

function ask(url: string, proxySettings: object = {}, exchanges: Exchange[] = [], connectTimeoutMs?: number) {
  const settings = validated(HttpSettings, {
    tls: { ca: authority.certificate },
    proxy: { url: proxy.url, username: 'bridge', password: 'way-0ut', ...proxySettings },
    connectTimeoutMs,
  });
  const client = factory.client((exchange) => exchanges.push(exchange), []).using(settings);
  return client.request({ method: 'POST', url, body: 'a report' });
}

const meaningOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: HttpFailure) => silenceOf(error, 'write'),
  );

it('a plain request goes by the proxy, which alone gets its credentials', async () => {
  plain.answer = () => ({ body: 'taken' });
  expect((await ask(`${plain.url}/x?y=1`)).text).toBe('taken');
  expect(proxy.asked).toEqual([{ method: 'POST', target: `${plain.url}/x?y=1`, credentials }]);
  expect(plain.received).toEqual([expect.objectContaining({ url: '/x?y=1', body: 'a report' })]);
});

it('an encrypted request goes through a tunnel, kept for the next one', async () => {
  const settings = { url: proxy.url };
  expect((await ask(secureUrl, settings)).text).not.toContain('proxy');
  const { host } = new URL(secureUrl);
  expect(proxy.asked).toEqual([{ method: 'CONNECT', target: host, credentials }]);
  const kept = validated(HttpSettings, { tls: { ca: authority.certificate }, proxy: settings });
  const client = factory.client(() => undefined, []).using(kept);
  for (const _ of [1, 2]) await client.request({ method: 'GET', url: secureUrl });
  expect(proxy.asked).toHaveLength(2);
});

it("a certificate is checked for the CRM's own name, inside the tunnel too", async () => {
  const elsewhere = secureUrl.replace('127.0.0.1', 'localhost');
  await expect(ask(elsewhere)).resolves.toMatchObject({ status: 200 });
  const settings = validated(HttpSettings, { proxy: { url: proxy.url } });
  const call = factory
    .client(() => undefined, [])
    .using(settings)
    .request({ method: 'POST', url: secureUrl });
  expect(await meaningOf(call)).toBeInstanceOf(MisconfiguredError);
});

it.each([
  [407, MisconfiguredError, /http\.proxy\.password/],
  [403, MisconfiguredError, /http\.proxy/],
  [502, TransientError, /proxy answered HTTP 502/],
])('a tunnel refused with %d means that nothing was sent', async (status, kind, words) => {
  proxy.refusesWith = status;
  const meaning = await meaningOf(ask(secureUrl));
  expect(meaning).toBeInstanceOf(kind);
  expect(meaning!.message).toMatch(words);
});

it('a tunnel that never opens ends with the time to connect, and its socket with it', async () => {
  proxy.hangs = true;
  const meaning = await meaningOf(ask(secureUrl, {}, [], 100));
  expect(meaning).toBeInstanceOf(TransientError);
  expect(meaning!.message).toContain('no connection within 100 ms');
});

it("nobody reads the proxy's password in a capture or an error", async () => {
  const exchanges: Exchange[] = [];
  proxy.refusesWith = 407;
  const meaning = await meaningOf(ask(secureUrl, {}, exchanges));
  plain.answer = () => ({ body: `the proxy said way-0ut, ${credentials}` });
  proxy.reset();
  await ask(plain.url, {}, exchanges);
  const shown = `${meaning!.message}${JSON.stringify(exchanges)}`;
  expect(shown).toContain('the proxy said [masked]');
  for (const secret of ['way-0ut', credentials.slice(6)]) expect(shown).not.toContain(secret);
});

it('what is excepted is reached directly', async () => {
  await ask(plain.url, { except: ['127.0.0.0/8'] });
  await ask(secureUrl, { except: ['127.0.0.0/8'] });
  expect(proxy.asked).toEqual([]);
});

it.each([
  ['http://crm.city.example/', ['crm.city.example'], true],
  ['http://crm.city.example/', ['city.example'], true],
  ['http://crm.city.example/', ['.city.example'], true],
  ['http://crm.city.example/', ['*.CITY.example'], true],
  ['http://crm.city.example/', ['other,crm.city.example'], true],
  ['http://crm.city.example/', ['*'], true],
  ['http://mycity.example/', ['city.example'], false],
  ['http://crm.city.example:8080/', ['crm.city.example:8080'], true],
  ['http://crm.city.example/', ['crm.city.example:8080'], false],
  ['https://10.1.2.3/', ['10.0.0.0/8'], true],
  ['https://11.1.2.3/', ['10.0.0.0/8'], false],
  ['https://[fd00::1]/', ['fd00::/8'], true],
  ['https://[fd00::1]/', ['fd00::1'], true],
  ['https://crm.city.example/', ['10.0.0.0/8', ''], false],
])('%s with the exceptions %j is direct: %s', (url, except, direct) => {
  expect(isDirect(new URL(url), except)).toBe(direct);
});

it.each([{ url: 'ftp://proxy' }, { url: 'http://user:word@proxy:3128' }, { url: 'proxy:3128' }])(
  'a proxy at %j is refused at start',
  (given) => {
    expect(() => validated(HttpSettings, { proxy: given })).toThrow(/proxy\.url/);
  },
);
