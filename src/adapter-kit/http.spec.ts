import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { AnsweringServer } from '../../test/adapter-kit/answering-server.js';
import { CAPTURE_LIMIT, type Exchange, HttpFactory, type HttpOptions } from './http.js';
import { HttpFailure } from './http-failure.js';

const OPTIONS: HttpOptions = { connectTimeoutMs: 5_000, callTimeoutMs: 5_000, maxAnswerBytes: 1_000_000 };

function aClient(options: Partial<HttpOptions> = {}, secrets: string[] = []) {
  const exchanges: Exchange[] = [];
  return {
    client: new HttpFactory({ ...OPTIONS, ...options }).client((exchange) => exchanges.push(exchange), secrets),
    exchanges,
  };
}

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a call over HTTP', () => {
  let server: AnsweringServer;
  beforeAll(async () => {
    server = await AnsweringServer.start();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  it('sends method, query, headers, body and credentials as they were given', async () => {
    const { client } = aClient();
    const query = { q: 'a&b c+ü', at: '2026-03-01T10:00:00+01:00' };
    await client.request({
      method: 'PUT',
      url: `${server.url}/x`,
      query,
      headers: { 'x-a': 'b' },
      body: 'Straße',
      basic: { username: 'u', password: 'p:ä' },
    });
    const [got] = server.received;
    expect(got).toMatchObject({
      method: 'PUT',
      body: 'Straße',
      headers: { 'x-a': 'b', authorization: `Basic ${Buffer.from('u:p:ä').toString('base64')}` },
    });
    expect(Object.fromEntries(new URL(got!.url, server.url).searchParams)).toEqual(query);
  });

  it.each([200, 204, 302, 401, 404, 500, 503])('takes status %d for an answer', async (status) => {
    server.answer = () => ({ status, headers: { 'X-Who': 'crm', location: `${server.url}/elsewhere` } });
    await expect(aClient().client.request({ method: 'GET', url: server.url })).resolves.toMatchObject({
      status,
      headers: { 'x-who': 'crm' },
    });
    expect(server.received).toHaveLength(1);
  });

  it('unpacks a compressed answer and leaves numbers and braces in it as text', async () => {
    server.answer = () => ({
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
      body: gzipSync('{"id": 007}'),
    });
    await expect(aClient().client.request({ method: 'GET', url: server.url })).resolves.toMatchObject({ text: '{"id": 007}' });
  });

  it('sends bytes as they are', async () => {
    await aClient().client.request({ method: 'POST', url: server.url, body: Buffer.from('plain') });
    expect(server.received[0]!.body).toBe('plain');
  });

  it.each([
    ['text/xml; charset=iso-8859-1', 'iso-8859-1', '<a>Straße &#378;</a>'],
    ['text/plain; charset=iso-8859-1', 'iso-8859-1', '<a>Straße z</a>'],
    ['text/xml; charset=utf-16le', 'utf-16le', '<a>Straße ź</a>'],
    ['text/xml; charset=klingon', 'utf-8', '<a>Straße ź</a>'],
    ['text/xml', 'utf-8', '<a>Straße ź</a>'],
  ])('sends a text of the type %s in that charset', async (type, charset, expected) => {
    await aClient().client.request({
      method: 'POST',
      url: server.url,
      headers: { 'Content-Type': type },
      body: '<a>Straße ź</a>',
    });
    expect(new TextDecoder(charset).decode(server.received[0]!.bytes)).toBe(expected);
  });

  it('reads no answer larger than it may be', async () => {
    server.answer = () => ({ body: 'x'.repeat(2_000) });
    const failure = await failureOf(aClient({ maxAnswerBytes: 1_000 }).client.request({ method: 'GET', url: server.url }));
    expect(failure).toBeInstanceOf(HttpFailure);
    expect(failure).toMatchObject({ sent: true });
  });

  it('is captured with what went and what came, cut and without secrets', async () => {
    server.answer = () => ({ status: 422, body: `no to s3cret<>, ${'y'.repeat(CAPTURE_LIMIT)}` });
    const { client, exchanges } = aClient({}, ['s3cret<>']);
    client.hide('token-1');
    const query = { page: '2', of: 'token-1', api_key: 'nobody-told' };
    await client.request({ method: 'POST', url: `${server.url}/a/token-1`, query, body: 'x s3cret&lt;&gt; y' });
    expect(exchanges).toEqual([
      expect.objectContaining({
        method: 'POST',
        url: `${server.url}/a/[masked]?page=2&of=[masked]&api_key=[masked]`,
        requestBody: 'x [masked] y',
        status: 422,
        tookMs: expect.any(Number),
      }),
    ]);
    expect(exchanges[0]!.responseBody).toMatch(/^no to \[masked\], y+$/);
    expect(exchanges[0]!.responseBody).toHaveLength(CAPTURE_LIMIT);
  });

  it('keeps the secrets of two clients apart', async () => {
    const factory = new HttpFactory(OPTIONS);
    const seen: Exchange[] = [];
    factory.client(() => undefined, []).hide('word');
    await factory.client((exchange) => seen.push(exchange), []).request({ method: 'POST', url: server.url, body: 'word' });
    factory.close();
    expect(seen[0]!.requestBody).toBe('word');
  });

  it('uses the socket of the call before, and says of it that it was connected', async () => {
    const { client } = aClient();
    await client.request({ method: 'GET', url: server.url });
    const stop = new AbortController();
    server.answer = () => {
      stop.abort();
      return {};
    };
    expect(await failureOf(client.request({ method: 'GET', url: server.url, signal: stop.signal }))).toMatchObject({
      sent: true,
    });
  });
});

describe('a call that gets no answer', () => {
  const sockets = new Set<Socket>();
  let silent: TcpServer;
  let url: string;
  beforeAll(async () => {
    silent = createTcpServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('has sent nothing where the connection is refused', async () => {
    const unused = createServer();
    const port = await portOfOnce(unused);
    const { client, exchanges } = aClient();
    expect(await failureOf(client.request({ method: 'POST', url: `http://127.0.0.1:${port}` }))).toMatchObject({
      code: 'ECONNREFUSED',
      sent: false,
    });
    expect(exchanges).toEqual([expect.objectContaining({ error: expect.stringContaining('ECONNREFUSED') })]);
  });

  it('has sent nothing where nobody knows the name', async () => {
    expect(await failureOf(aClient().client.request({ method: 'POST', url: 'http://crm.riverton.invalid/' }))).toMatchObject({
      sent: false,
    });
  });

  it('has sent nothing where the signal had gone before', async () => {
    expect(await failureOf(aClient().client.request({ method: 'POST', url, signal: AbortSignal.abort() }))).toMatchObject({
      sent: false,
    });
  });

  it('ends after its time, and may have been received', async () => {
    expect(await failureOf(aClient({ callTimeoutMs: 100 }).client.request({ method: 'POST', url, body: 'x' }))).toMatchObject({
      sent: true,
    });
  });

  it('ends at the signal, and may have been received', async () => {
    const call = aClient().client.request({ method: 'POST', url, body: 'x', signal: AbortSignal.timeout(100) });
    expect(await failureOf(call)).toMatchObject({ sent: true });
  });

  it('ends where TLS never stands, and has sent nothing', async () => {
    const call = aClient({ connectTimeoutMs: 100 }).client.request({
      method: 'POST',
      url: url.replace('http:', 'https:'),
      body: 'x',
    });
    expect(await failureOf(call)).toMatchObject({ code: 'CONNECT_TIMEOUT', sent: false });
  });

  it('may have been received where the connection is cut', async () => {
    silent.once('connection', (socket) => socket.once('data', () => socket.destroy()));
    expect(await failureOf(aClient().client.request({ method: 'POST', url, body: 'x' }))).toMatchObject({ sent: true });
  });

  it('may have been received where the answer breaks off', async () => {
    silent.once('connection', (socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')),
    );
    expect(await failureOf(aClient().client.request({ method: 'POST', url, body: 'x' }))).toMatchObject({ sent: true });
  });

  it('ends after its time where the answer trickles', async () => {
    silent.once('connection', (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
      const drip = setInterval(() => socket.write('.'), 20);
      socket.once('close', () => clearInterval(drip));
    });
    expect(await failureOf(aClient({ callTimeoutMs: 200 }).client.request({ method: 'POST', url, body: 'x' }))).toMatchObject({
      sent: true,
    });
  });
});

async function portOfOnce(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
