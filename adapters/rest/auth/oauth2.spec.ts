import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer, type Received } from '../../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

let crm: AnsweringServer;
let tokens: string[];
let valid: (authorization: string | undefined) => boolean;
let tokenAnswer: () => Answer;
beforeAll(async () => {
  crm = await AnsweringServer.start();
});
beforeEach(() => {
  crm.reset();
  tokens = [];
  valid = (authorization) => authorization === `Bearer ${tokens.at(-1)}`;
  tokenAnswer = () => {
    tokens.push(`token-${tokens.length + 1}-4711`);
    return { body: { access_token: tokens.at(-1), expires_in: 3600, token_type: 'Bearer' } };
  };
  crm.answer = ({ url, headers }) => {
    if (url === '/token') return tokenAnswer();
    return valid(headers.authorization) ? { status: 201, body: { id: 7 } } : { status: 401, body: { error: 'expired' } };
  };
});
afterAll(() => crm.close());

const auth = (oauth2: object = {}) => ({
  auth: {
    kind: 'oauth2',
    oauth2: { tokenUrl: `${crm.url}/token`, clientId: 'bridge', clientSecret: 'client-secret-1', ...oauth2 },
  },
});
const create = (adapter = restAdapterFor(crm, auth()), context = aCallContext()) =>
  adapter.createCase(aServiceRequest(), context);
const asked = () => crm.received.filter(({ url }) => url === '/token');
const form = ({ body }: Received) => Object.fromEntries(new URLSearchParams(body));

describe('a token', () => {
  it('is asked for once for all who wait, and used until shortly before it ends', async () => {
    const adapter = restAdapterFor(crm, auth({ scope: 'cases', audience: 'crm', extra: { resource: 'https://crm' } }));
    await Promise.all([create(adapter), create(adapter), create(adapter)]);
    expect(asked()).toHaveLength(1);
    expect(form(asked()[0]!)).toEqual({
      grant_type: 'client_credentials',
      scope: 'cases',
      audience: 'crm',
      resource: 'https://crm',
    });
    expect(asked()[0]!.headers.authorization).toBe(`Basic ${btoa('bridge:client-secret-1')}`);
  });

  it('that lasts no time is asked for anew', async () => {
    const adapter = restAdapterFor(crm, auth({ clientAuth: 'form', keepSeconds: 1 }));
    tokenAnswer = () => ({ body: { access_token: (tokens.push('short-lived'), 'short-lived'), expires_in: 0.0001 } });
    await create(adapter);
    await create(adapter);
    expect(asked()).toHaveLength(2);
    expect(form(asked()[0]!)).toMatchObject({ client_id: 'bridge', client_secret: 'client-secret-1' });
    expect(asked()[0]!.headers.authorization).toBeUndefined();
  });

  it('that was revoked is renewed, once, and the write goes again', async () => {
    const adapter = restAdapterFor(crm, auth());
    await create(adapter);
    tokens = ['something-else'];
    valid = (authorization) => authorization === 'Bearer token-2-4711';
    await expect(Promise.all([create(adapter), create(adapter)])).resolves.toEqual(['7', '7']);
    expect(asked()).toHaveLength(2);
    valid = () => false;
    const before = crm.received.length;
    await expect(create(adapter)).rejects.toMatchObject({ kind: 'misconfigured' });
    expect(crm.received.slice(before).map(({ url }) => url)).toEqual(['/api/cases', '/token', '/api/cases']);
  });

  it('is renewed by the error that the settings name, and never taken for a refused report', async () => {
    const whole = auth();
    const adapter = restAdapterFor(crm, { auth: { ...whole.auth, expired: 'status = 400 and body.code = "INVALID_SESSION"' } });
    let refusals = 1;
    crm.answer = ({ url }) => {
      if (url === '/token') return tokenAnswer();
      return refusals-- > 0 ? { status: 400, body: { code: 'INVALID_SESSION' } } : { status: 201, body: { id: 7 } };
    };
    await expect(create(adapter)).resolves.toBe('7');
    refusals = 2;
    await expect(create(adapter)).rejects.toMatchObject({ kind: 'misconfigured' });
  });

  it('and the secret are in nothing that is kept', async () => {
    const context = aCallContext();
    crm.answer = ({ url, headers }) =>
      url === '/token' ? tokenAnswer() : { status: 201, body: { id: 7, echo: headers.authorization } };
    await create(restAdapterFor(crm, auth({ clientAuth: 'form' })), context);
    const kept = JSON.stringify(context.exchanges);
    expect(context.exchanges).toHaveLength(2);
    for (const secret of ['token-1-4711', 'client-secret-1']) expect(kept).not.toContain(secret);
  });
});

describe('the server that gives tokens', () => {
  it.each<[string, () => Answer, string]>([
    ['is out of order', () => ({ status: 503, headers: { 'retry-after': '9' } }), 'transient'],
    ['has too much to do', () => ({ status: 429 }), 'transient'],
    ['says so in its own words', () => ({ status: 400, body: { error: 'temporarily_unavailable' } }), 'transient'],
    ['does not know us', () => ({ status: 401, body: { error: 'invalid_client' } }), 'misconfigured'],
    [
      'took our grant away',
      () => ({ status: 400, body: { error: 'invalid_grant', error_description: 'revoked' } }),
      'misconfigured',
    ],
    ['answers with a page', () => ({ body: '<html>Sign in</html>' }), 'misconfigured'],
  ])('%s', async (_, answer, kind) => {
    tokenAnswer = answer;
    await expect(create()).rejects.toMatchObject({ kind });
    expect(crm.received.every(({ url }) => url === '/token')).toBe(true);
  });

  it('is away: nothing was sent, so it is tried later', async () => {
    const gone = await AnsweringServer.start();
    const tokenUrl = `${gone.url}/token`;
    await gone.close();
    await expect(create(restAdapterFor(crm, auth({ tokenUrl })))).rejects.toMatchObject({ kind: 'transient' });
    expect(crm.received).toEqual([]);
  });

  it('that refused us, and does so no more, lets the next call through', async () => {
    const adapter = restAdapterFor(crm, auth());
    const giving = tokenAnswer;
    tokenAnswer = () => ({ status: 401, body: { error: 'invalid_client' } });
    await expect(create(adapter)).rejects.toMatchObject({ kind: 'misconfigured' });
    tokenAnswer = giving;
    await expect(create(adapter)).resolves.toBe('7');
  });
});

describe('the grant', () => {
  it('password sends the user’s', async () => {
    await create(restAdapterFor(crm, auth({ grant: 'password', clientAuth: 'form', username: 'ada', password: 'user-word' })));
    expect(form(asked()[0]!)).toMatchObject({ grant_type: 'password', username: 'ada', password: 'user-word' });
  });

  it('refreshToken goes on with the newest one', async () => {
    tokenAnswer = () => {
      tokens.push(`token-${tokens.length + 1}`);
      return { body: { access_token: tokens.at(-1), refresh_token: 'refresh-2' } };
    };
    const adapter = restAdapterFor(crm, auth({ grant: 'refreshToken', refreshToken: 'refresh-1' }));
    const context = aCallContext();
    await create(adapter, context);
    tokens.push('revoked');
    await create(adapter);
    expect(asked().map((each) => form(each)['refresh_token'])).toEqual(['refresh-1', 'refresh-2']);
    expect(context.logged).toEqual([expect.objectContaining({ message: expect.stringContaining('new refresh token') })]);
  });

  it.each(['pkcs8', 'pkcs1'] as const)('jwtBearer signs a claim with our key (%s)', async (type) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type, format: 'pem' }) as string;
    const jwt = {
      key,
      keyId: 'k1',
      issuer: 'client',
      subject: 'ada@city.example',
      audience: 'https://login.example',
      claims: { tier: 1 },
    };
    await create(restAdapterFor(crm, auth({ grant: 'jwtBearer', clientAuth: 'none', jwt })));
    const { grant_type: grant, assertion } = form(asked()[0]!);
    expect(grant).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(decodeProtectedHeader(assertion!)).toMatchObject({ alg: 'RS256', kid: 'k1' });
    const { payload } = await jwtVerify(assertion!, publicKey, { issuer: 'client', audience: 'https://login.example' });
    expect(payload).toMatchObject({ sub: 'ada@city.example', tier: 1 });
    expect(decodeJwt(assertion!).exp! - decodeJwt(assertion!).iat!).toBe(180);
  });

  it('jwtBearer with a key that is none holds the connection', async () => {
    const jwt = { key: 'no key', issuer: 'a', subject: 'b', audience: 'c' };
    const adapter = restAdapterFor(crm, auth({ grant: 'jwtBearer', clientAuth: 'none', jwt }));
    await expect(create(adapter)).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.not.stringContaining('no key'),
    });
  });
});

it.each([
  ['auth.oauth2: ', { kind: 'oauth2' }],
  ['auth.oauth2.tokenUrl: ', { kind: 'oauth2', oauth2: { clientId: 'a' } }],
  [
    'auth.oauth2.refreshToken: ',
    { kind: 'oauth2', oauth2: { tokenUrl: 'https://a/token', clientId: 'a', grant: 'refreshToken' } },
  ],
  ['auth.hmac.canonical: ', { kind: 'hmac', hmac: { secret: 's', canonical: '{{ boddy }}' } }],
  ['auth.login.token: ', { kind: 'login', login: { path: '/login', username: 'a', password: 'b' } }],
  ['auth.login.header: ', { kind: 'login', login: { path: '/login', username: 'a', password: 'b', token: 'body.t' } }],
  ['auth.expired: ', { kind: 'none', expired: 'status = ' }],
])('%s is named when it is wrong', (path, wrong) => {
  expect(() => restAdapterFor(crm, { auth: wrong })).toThrow(path);
});
