import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { createServer as createPlainServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validated } from '../../../test/adapter-kit/adapter-bench.js';
import { TestAuthority, toPfx } from '../../../test/support/certificates.js';
import { MisconfiguredError } from '../errors.js';
import { type Exchange, HttpFactory } from '../http.js';
import { HttpFailure, silenceOf } from '../http-failure.js';
import { HttpSettings } from './http-settings.js';

const authority = TestAuthority.make();
const other = TestAuthority.make('Other');
const PASSPHRASE = 'open-sesame-17';
const own = authority.sign({ name: 'bridge' });
const pfx = toPfx(own, PASSPHRASE);
const DAY = 86_400_000;
const servers: { close(): unknown }[] = [];
const factory = new HttpFactory({ connectTimeoutMs: 5_000, callTimeoutMs: 5_000, maxAnswerBytes: 10_000 });
afterAll(() => {
  factory.close();
  for (const server of servers) server.close();
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function aServer(options: ServerOptions = {}): Promise<string> {
  const { certificate, key } = authority.sign();
  return listening(createServer({ cert: certificate, key, ...options }, (_request, response) => response.end('hello')));
}

async function ask(url: string, tls: object, exchanges: Exchange[] = []): Promise<string> {
  const client = factory.client((exchange) => exchanges.push(exchange), []).using(validated(HttpSettings, { tls }));
  return (await client.request({ method: 'POST', url, body: 'a report' })).text;
}

async function failureOf(url: string, tls: object): Promise<Error> {
  const failure: unknown = await ask(url, tls).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(HttpFailure);
  const meaning = silenceOf(failure as HttpFailure, 'write');
  expect(meaning).toBeInstanceOf(MisconfiguredError);
  return meaning;
}

describe("the CRM's certificate", () => {
  it('is accepted where the settings name its authority', async () => {
    await expect(ask(await aServer(), { ca: authority.certificate })).resolves.toBe('hello');
  });

  it('is accepted where the settings name itself', async () => {
    const { certificate, key } = authority.sign();
    await expect(ask(await aServer({ cert: certificate, key }), { ca: certificate })).resolves.toBe('hello');
  });

  it('is accepted for the name that the settings give', async () => {
    const { certificate, key } = authority.sign({ hosts: ['crm.riverton.example'] });
    const url = await aServer({ cert: certificate, key });
    await expect(ask(url, { ca: authority.certificate, serverName: 'crm.riverton.example' })).resolves.toBe('hello');
  });

  it.each([
    ['expired', { validTo: new Date(Date.now() - DAY / 2) }, /out of date/],
    ['not yet valid', { validFrom: new Date(Date.now() + DAY / 2) }, /out of date/],
    ['for another host', { hosts: ['other.example'] }, /http\.tls\.serverName/],
  ])('is a misconfiguration when it is %s', async (_what, options, remedy) => {
    const { certificate, key } = authority.sign(options);
    expect((await failureOf(await aServer({ cert: certificate, key }), { ca: authority.certificate })).message).toMatch(remedy);
  });

  it.each([
    ['from an authority nobody named', {}],
    ['from another authority than the one named', { ca: other.certificate }],
  ])('is a misconfiguration when it is %s', async (_what, tls) => {
    expect((await failureOf(await aServer(), tls)).message).toMatch(/http\.tls\.ca/);
  });

  it('is a misconfiguration when there is none', async () => {
    const plain = createPlainServer();
    servers.push(plain);
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    expect((await failureOf(`https://127.0.0.1:${port}/`, {})).message).toMatch(/https:\/\/ in the address/);
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a CRM that asks for our certificate in %s', (version) => {
  const asking = () =>
    aServer({ requestCert: true, rejectUnauthorized: true, ca: authority.certificate, minVersion: version, maxVersion: version });

  it('gets it out of two texts', async () => {
    await expect(ask(await asking(), { ca: authority.certificate, ...own })).resolves.toBe('hello');
  });

  it('gets it out of a PFX with a passphrase', async () => {
    const tls = { ca: authority.certificate, pfx, passphrase: PASSPHRASE };
    await expect(ask(await asking(), tls)).resolves.toBe('hello');
  });

  it('refuses us as a misconfiguration where we have none', async () => {
    expect((await failureOf(await asking(), { ca: authority.certificate })).message).toMatch(/http\.tls\.certificate/);
  });
});

it('a CRM that speaks an older TLS than the settings allow is a misconfiguration', async () => {
  const url = await aServer({ maxVersion: 'TLSv1.2' });
  const failure = await failureOf(url, { ca: authority.certificate, minVersion: 'TLSv1.3' });
  expect(failure.message).toMatch(/minVersion/);
});

it('key, PFX and passphrase are captured nowhere, should the CRM repeat them', async () => {
  const { certificate, key } = authority.sign();
  const echo = createServer({ cert: certificate, key }, (_request, response) => response.end(`${PASSPHRASE} ${pfx}`));
  const exchanges: Exchange[] = [];
  await ask(await listening(echo), { ca: authority.certificate, pfx, passphrase: PASSPHRASE }, exchanges);
  expect(JSON.stringify(exchanges)).toContain('[masked]');
  for (const secret of [PASSPHRASE, pfx.slice(0, 100)]) expect(JSON.stringify(exchanges)).not.toContain(secret);
});

describe('settings of TLS', () => {
  const { certificate, key } = own;
  const strange = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' });
  it.each([
    ['ca', { ca: 'no certificate' }, /tls\.ca: must hold certificates in PEM/],
    ['key', { certificate }, /tls\.key: is missing/],
    ['certificate', { key }, /tls\.certificate: is missing/],
    ['key', { certificate, key: strange }, /tls\.key: does not open/],
    ['pfx', { pfx, passphrase: 'wrong' }, /tls\.pfx: does not open/],
    ['minVersion', { minVersion: 'SSLv3' }, /tls\.minVersion/],
    ['rejectUnauthorized', { rejectUnauthorized: false }, /is not a known key/],
  ])('are refused at start where %s is wrong', (_key, tls, reason) => {
    expect(() => validated(HttpSettings, { tls })).toThrow(reason);
    expect(() => validated(HttpSettings, { tls })).not.toThrow(/wrong|BEGIN RSA|[A-Za-z0-9+/]{80}/);
  });
});
