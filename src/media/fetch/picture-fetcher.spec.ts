import { createServer, type RequestListener, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { PictureRefused } from '../picture-errors.js';
import { PictureFetcher, type Resolver } from './picture-fetcher.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server on loopback that counts who came. */
async function listening(answer: RequestListener, host = '127.0.0.1') {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.headers.host}${request.url}`);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { port: (server.address() as { port: number }).port, requests, server };
}

const resolvesTo =
  (...answers: string[]): Resolver =>
  async () => [{ address: answers.length > 1 ? answers.shift()! : answers[0]!, family: 4 }];

const fetching = (
  url: string,
  { ports = [80, 443], allowed = [] as string[], resolve = undefined as Resolver | undefined } = {},
) => {
  const settings = { fetchPorts: ports, allowPrivateAddresses: allowed, fetchTimeoutMs: 5_000 };
  return new PictureFetcher(settings, resolve).fetch(url, new AbortController().signal, async (body) =>
    String(await buffer(body)),
  );
};

const hello: RequestListener = (_request, response) => response.end('hello');
const LOOPBACK = { allowed: ['127.0.0.1'] };

it('fetches from an address that an operator allows', async () => {
  const { port } = await listening(hello);
  await expect(fetching(`http://127.0.0.1:${port}/a.jpg`, { ports: [port], ...LOOPBACK })).resolves.toBe('hello');
});

it.each([
  ['loopback', (port: number) => `http://127.0.0.1:${port}/`],
  ['localhost', (port: number) => `http://localhost:${port}/`],
  ['decimal', (port: number) => `http://2130706433:${port}/`],
  ['octal', (port: number) => `http://0177.0.0.1:${port}/`],
  ['hexadecimal', (port: number) => `http://0x7f.1:${port}/`],
  ['shortened', (port: number) => `http://127.1:${port}/`],
  ['with a dot at its end', (port: number) => `http://127.0.0.1.:${port}/`],
  ['unspecified', (port: number) => `http://0.0.0.0:${port}/`],
  ['IPv6 loopback', (port: number) => `http://[::1]:${port}/`],
  ['IPv4-mapped', (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
  ['IPv4-mapped, in hexadecimal', (port: number) => `http://[::ffff:7f00:1]:${port}/`],
  ['NAT64', (port: number) => `http://[64:ff9b::7f00:1]:${port}/`],
  ['private', (port: number) => `http://10.0.0.1:${port}/`],
  ['metadata', (port: number) => `http://169.254.169.254:${port}/latest/meta-data`],
  ['full-width digits', (port: number) => `http://１２７.0.0.1:${port}/`],
])('refuses an inner address (%s) without asking it', async (_case, url) => {
  const { port, requests } = await listening(hello);
  await expect(fetching(url(port), { ports: [port] })).rejects.toThrow(/is not a public address/);
  expect(requests).toEqual([]);
});

it.each([
  ['another scheme', 'file:///etc/passwd', /http or https URL, not file/],
  ['another scheme', 'gopher://example.org/', /not gopher/],
  ['a user name', 'http://user@example.org/', /user name/],
  ['a password', 'http://:secret@example.org/', /user name or a password/],
  ['another port', 'http://example.org:22/', /port 22/],
  ['no URL', '//example.org/x', /not an absolute/],
])('refuses %s: %s', async (_case, url, reason) => {
  const failure = fetching(url, { resolve: resolvesTo('8.8.8.8') });
  await expect(failure).rejects.toBeInstanceOf(PictureRefused);
  await expect(failure).rejects.toThrow(reason);
});

it('refuses a name with a dot at its end that means an inner address', async () => {
  const { port, requests } = await listening(hello);
  const failure = fetching(`http://inner.example.:${port}/`, { ports: [port], resolve: resolvesTo('127.0.0.1') });
  await expect(failure).rejects.toThrow(/is not a public address/);
  expect(requests).toEqual([]);
});

it('refuses a name that means a public and an inner address at once', async () => {
  const both: Resolver = async () => [
    { address: '8.8.8.8', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ];
  await expect(fetching('http://both.example/', { resolve: both })).rejects.toThrow(/127\.0\.0\.1, which is not a public/);
});

it('connects to the address that was checked, whatever the name says a moment later', async () => {
  const good = await listening((_request, response) => response.end('checked'), '127.0.0.1');
  const inner = createServer((_request, response) => response.end('inner'));
  servers.push(inner);
  await new Promise<void>((resolve) => inner.listen(good.port, '127.0.0.2', resolve));
  let asked = 0;
  const rebinding: Resolver = async () => [{ address: (asked += 1) === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
  const url = `http://rebind.example:${good.port}/`;
  await expect(fetching(url, { ports: [good.port], ...LOOPBACK, resolve: rebinding })).resolves.toBe('checked');
  expect(asked).toBe(1);
  // The next download looks again, and what it finds is checked again.
  await expect(fetching(url, { ports: [good.port], ...LOOPBACK, resolve: rebinding })).rejects.toThrow(/127\.0\.0\.2/);
});

it.each([
  ['an inner address', (_port: number) => `http://10.0.0.1/`, /10\.0\.0\.1, which is not a public/],
  ['the metadata address', () => 'http://169.254.169.254/', /169\.254/],
  ['another scheme', () => 'file:///etc/passwd', /not file/],
  ['a password', (port: number) => `http://a:b@127.0.0.1:${port}/`, /user name/],
  ['another port', () => 'http://127.0.0.1:22/', /port 22/],
])('checks a redirect like the address itself: %s', async (_case, target, reason) => {
  const server = await listening((_request, response) => response.writeHead(302, { location: target(server.port) }).end());
  const url = `http://127.0.0.1:${server.port}/`;
  await expect(fetching(url, { ports: [80, server.port], ...LOOPBACK })).rejects.toThrow(reason);
  expect(server.requests).toHaveLength(1);
});

it('follows three redirects and not four', async () => {
  const server = await listening((request, response) => {
    const left = Number(request.url!.slice(1));
    if (left === 0) response.end('there');
    else response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  const url = (redirects: number) => `http://127.0.0.1:${server.port}/${redirects}`;
  await expect(fetching(url(3), { ports: [server.port], ...LOOPBACK })).resolves.toBe('there');
  await expect(fetching(url(4), { ports: [server.port], ...LOOPBACK })).rejects.toThrow(/more than 3 times/);
});

it('sends neither cookies nor credentials, and asks for nothing compressed', async () => {
  let headers: object = {};
  const { port } = await listening((request, response) => {
    headers = request.headers;
    response.setHeader('set-cookie', 'a=b').end('x');
  });
  for (const _time of [1, 2]) await fetching(`http://127.0.0.1:${port}/`, { ports: [port], ...LOOPBACK });
  expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
  expect(headers).toMatchObject({ 'accept-encoding': 'identity' });
});

it.each([
  [404, true],
  [403, true],
  [304, true],
  [500, false],
  [503, false],
  [429, false],
])('an answer %i is final: %s', async (status, final) => {
  const { port } = await listening((_request, response) => response.writeHead(status).end());
  const failure: unknown = await fetching(`http://127.0.0.1:${port}/`, { ports: [port], ...LOOPBACK }).catch(
    (error: unknown) => error,
  );
  expect(failure instanceof PictureRefused).toBe(final);
  expect((failure as Error).message).toContain(String(status));
});

it('refuses a compressed answer, which may be a bomb', async () => {
  const { port } = await listening((_request, response) => response.setHeader('content-encoding', 'gzip').end('x'));
  await expect(fetching(`http://127.0.0.1:${port}/`, { ports: [port], ...LOOPBACK })).rejects.toThrow(/gzip/);
});

it('ends a download that trickles for ever', async () => {
  const { port } = await listening((_request, response) => {
    const timer = setInterval(() => response.write('x'), 10);
    response.on('close', () => clearInterval(timer));
  });
  const settings = { fetchPorts: [port], allowPrivateAddresses: ['127.0.0.1'], fetchTimeoutMs: 200 };
  const endless = new PictureFetcher(settings).fetch(`http://127.0.0.1:${port}/`, new AbortController().signal, buffer);
  const failure: unknown = await endless.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toBeInstanceOf(PictureRefused);
});

it('asks for no name once it is told to stop', async () => {
  let asked = 0;
  const failing: Resolver = async () => Promise.reject(new Error(`asked ${(asked += 1)} times`));
  const settings = { fetchPorts: [80], allowPrivateAddresses: [], fetchTimeoutMs: 5_000 };
  const stopped = AbortSignal.abort(new Error('the bridge is stopping'));
  const failure = new PictureFetcher(settings, failing).fetch('http://some.example/', stopped, buffer);
  await expect(failure).rejects.toThrow('the bridge is stopping');
  expect(asked).toBe(0);
});
