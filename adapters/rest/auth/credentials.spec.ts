import { createHmac } from 'node:crypto';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

let crm: AnsweringServer;
beforeAll(async () => {
  crm = await AnsweringServer.start();
});
beforeEach(() => {
  crm.reset();
  crm.answer = () => ({ status: 201, body: { id: 7 } });
});
afterAll(() => crm.close());

const create = (auth: object, context = aCallContext(), more = {}) =>
  restAdapterFor(crm, { auth, ...more }).createCase(aServiceRequest(), context);

it('a key can stand in the query, and is hidden there', async () => {
  const context = aCallContext();
  await create({ kind: 'apiKey', query: 'api_key', value: 'key 4711' }, context);
  expect(crm.received[0]!.url).toBe('/api/cases?api_key=key+4711');
  expect(JSON.stringify(context.exchanges)).not.toMatch(/4711/);
});

it('a key can stand in a header of any name', async () => {
  await create({ kind: 'apiKey', header: 'Authorization', value: 'token X-4711' });
  expect(crm.received[0]!.headers.authorization).toBe('token X-4711');
});

describe('a signature', () => {
  it('is made of the body by default', async () => {
    await create({ kind: 'hmac', hmac: { secret: 'shared-secret' } });
    const { headers, body } = crm.received[0]!;
    expect(headers['x-signature']).toBe(createHmac('sha256', 'shared-secret').update(body).digest('hex'));
  });

  it('is made of what the settings say, and sent as they say', async () => {
    const secret = Buffer.from('shared-secret').toString('base64');
    const canonical = '{{ method }}\n{{ path }}\n{{ query }}\n{{ timestamp }}\n{{ nonce }}\n{{ bodyHash }}';
    const headers = { Authorization: 'HMAC bridge:{{ nonce }}:{{ signature }}', 'X-Time': '{{ timestamp }}' };
    const hmac = {
      secret,
      secretEncoding: 'base64',
      algorithm: 'sha512',
      encoding: 'base64',
      canonical,
      headers,
      timestamp: 'iso',
    };
    await create({ kind: 'hmac', hmac }, aCallContext(), {
      create: { path: '/cases', query: { a: 'b c' }, body: '{"x": "ü"}', caseRef: 'body.id' },
    });
    const received = crm.received[0]!;
    const [, nonce, signature] = received.headers.authorization!.split(':');
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha512').update(received.bytes).digest('base64');
    const text = `POST\n/api/cases\na=b+c\n${received.headers['x-time'] as string}\n${nonce}\n${hash}`;
    expect(signature).toBe(createHmac('sha512', 'shared-secret').update(text).digest('base64'));
  });

  it('fits bytes that are no text', async () => {
    const adapter = restAdapterFor(crm, {
      auth: { kind: 'hmac', hmac: { secret: 'shared-secret', canonical: '{{ method }}.{{ body }}' } },
      attachment: { path: '/files', sendAs: 'bytes', success: 'true' },
    });
    const picture = aCasePicture();
    await adapter.attachMedia!('7', picture, aCallContext());
    const signature = createHmac('sha256', 'shared-secret').update('POST.').update(picture.bytes).digest('hex');
    expect(crm.received[0]!.headers['x-signature']).toBe(signature);
  });
});

describe('a log-in', () => {
  const login = {
    path: '/login',
    username: 'ada',
    password: 'pass-4711',
    body: '{"user": username, "password": password}',
    token: 'body.token',
    header: 'X-Session',
  };
  let logins: number;
  let current: string;
  beforeEach(() => {
    logins = 0;
    crm.answer = ({ url, headers }) => {
      if (url === '/api/login')
        return { body: { token: (current = `session-${++logins}-4711`) }, headers: { 'set-cookie': `node=n${logins}` } };
      return headers['x-session'] === current ? { status: 201, body: { id: 7 } } : { status: 401 };
    };
  });

  it('comes first, once for all who wait, and its token goes into a header of any name', async () => {
    const adapter = restAdapterFor(crm, { auth: { kind: 'login', login } });
    await Promise.all([
      adapter.createCase(aServiceRequest(), aCallContext()),
      adapter.createCase(aServiceRequest(), aCallContext()),
    ]);
    expect(crm.received.map(({ url }) => url)).toEqual(['/api/login', '/api/cases', '/api/cases']);
    expect(JSON.parse(crm.received[0]!.body)).toEqual({ user: 'ada', password: 'pass-4711' });
    current = 'ended';
    await adapter.createCase(aServiceRequest(), aCallContext());
    expect(logins).toBe(2);
  });

  it('leaves neither password nor token in what is kept', async () => {
    const context = aCallContext();
    await create({ kind: 'login', login }, context);
    expect(context.exchanges).toHaveLength(2);
    expect(JSON.stringify(context.exchanges)).not.toMatch(/4711/);
  });

  it('may send a form, put its token into the query, or write it otherwise', async () => {
    crm.answer = ({ url }) => (url === '/api/login' ? { body: { token: 'T1' } } : { status: 201, body: { id: 7 } });
    await create({ kind: 'login', login: { ...login, sendAs: 'form', query: 'sid' } });
    expect(crm.received.map(({ url, body }) => [url, url === '/api/login' ? body : ''])).toEqual([
      ['/api/login', 'user=ada&password=pass-4711'],
      ['/api/cases?sid=T1', ''],
    ]);
    crm.received.length = 0;
    const token = '$base64encode($username & ":" & body.token)';
    await create({ kind: 'login', login: { ...login, token, header: 'Authorization', value: 'Session {{ token }}' } });
    expect(crm.received[1]!.headers.authorization).toBe(`Session ${btoa('ada:T1')}`);
  });

  it('may bring a cookie and nothing else', async () => {
    const { token: _, header: __, ...rest } = login;
    crm.answer = ({ url, headers }) =>
      url === '/api/login'
        ? { headers: { 'set-cookie': 'sid=c-4711; Path=/' } }
        : headers.cookie === 'sid=c-4711'
          ? { status: 201, body: { id: 7 } }
          : { status: 401 };
    await expect(create({ kind: 'login', login: { ...rest, cookies: true, success: 'true' } })).resolves.toBe('7');
  });

  it.each([
    [{ status: 403 }, 'misconfigured'],
    [{ status: 200, body: { error: 'no' } }, 'misconfigured'],
    [{ status: 503 }, 'transient'],
  ])('that is answered with %j is %s, and no report is refused for it', async (answer, kind) => {
    crm.answer = () => answer;
    await expect(create({ kind: 'login', login })).rejects.toMatchObject({ kind });
    expect(crm.received.map(({ url }) => url)).toEqual(['/api/login']);
  });
});
