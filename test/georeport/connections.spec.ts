import { connect } from 'node:net';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
let behindTls: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport(undefined, undefined, { server: { requestTimeoutMs: 1000 } });
  behindTls = await startGeoReport(
    undefined,
    { database: server.store.database, close: () => Promise.resolve() },
    { server: { requireHttps: true, trustedProxies: ['127.0.0.1'] } },
  );
});
afterAll(async () => {
  await behindTls.close();
  await server.close();
});

/** Everything the server says until it closes the connection. */
function say(...parts: string[]): Promise<string> {
  const { hostname, port } = new URL(server.base);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
const requestsKept = async () => (await server.store.database.selectFrom('service_request').select('id').execute()).length;
const report = { service_code: 'RODENTS', lat: '42.3601', long: '-71.0589' };

describe('what is no HTTP request is refused, the connection closed, and the bridge goes on', () => {
  it.each([
    ['a request line of junk', 'hello there\r\n\r\n'],
    ['a method there is not', 'BREW /open311/v2/services.xml HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['bytes of TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
    ['a header without a colon', 'GET /open311/v2/services.xml HTTP/1.1\r\nhost: x\r\nnonsense\r\n\r\n'],
    ['two lengths', 'POST /open311/v2/requests.xml HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ])('%s', async (_what, text) => {
    const answer = await say(text);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('<errors><error><code>400</code>');
    expect((await server.get('services.xml')).status).toBe(200);
  });

  it('a flood of headers', async () => {
    const head = 'GET /open311/v2/services.xml HTTP/1.1\r\nhost: x\r\n';
    expect(await say(head, ...Array.from({ length: 2000 }, (_, n) => `x-${n}: ${'a'.repeat(100)}\r\n`))).toMatch(
      /^(HTTP\/1\.1 400 |$)/,
    );
    expect((await server.get('services.xml')).status).toBe(200);
  });
});

describe('ERR-6: a request that does not arrive whole is 400 or not answered, its connection ends, and nothing of it is kept', () => {
  it.each([
    ['half a body', (length: number) => `content-length: ${length}\r\n\r\n`, /^(HTTP\/1\.1 400 Bad Request\r\n|$)/],
    ['half the headers', () => `x-more: `, /^HTTP\/1\.1 400 Bad Request\r\n/],
  ])('%s', async (_what, rest, expected) => {
    const before = await requestsKept();
    const body = new URLSearchParams({ ...report, api_key: server.key, description: 'half' }).toString();
    const head = 'POST /open311/v2/requests.xml HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n';
    const answer = await say(head, rest(body.length * 2), body);
    expect(answer).toMatch(expected);
    expect(await requestsKept()).toBe(before);
    expect((await server.post(report)).status).toBe(200);
  });

  it('a connection over which nothing came is closed without a word', async () => {
    expect(await say()).toBe('');
  });
});

describe('what is too much', () => {
  it('ERR-5: a body over the limit is 413 with an error body in the format that was asked for', async () => {
    const huge = { ...report, description: 'a'.repeat(2_000_000) };
    const json = await server.post(huge);
    expect(json.status).toBe(413);
    expect(await json.json()).toEqual([{ code: 413, description: 'the body is too large' }]);
    const xml = await server.post(huge, { path: 'requests.xml' });
    expect([xml.status, xml.headers.get('content-type')]).toEqual([413, 'text/xml; charset=utf-8']);
  });

  it('thirty thousand attributes are 400, and nothing is kept', async () => {
    const before = await requestsKept();
    const many = Object.fromEntries(Array.from({ length: 30_000 }, (_, n) => [`attribute[${n}]`, '1']));
    const answer = await server.post({ ...report, ...many });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual([{ code: 400, description: expect.stringContaining('at most 20000 parameters') }]);
    const asJson = await fetch(`${server.base}/requests.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...report, api_key: server.key, ...many }),
    });
    expect(asJson.status).toBe(400);
    expect(await requestsKept()).toBe(before);
  });

  it('a thousand ids fit into one address (section 12.1)', async () => {
    const ids = Array.from({ length: 1000 }, (_, n) => `26-${String(n).padStart(8, '0')}`);
    expect((await server.get(`requests.json?service_request_id=${ids.join('%2C')}`)).status).toBe(200);
    const oneByOne = ids.map((id) => `service_request_id=${id}`).join('&');
    expect((await server.get(`requests.json?${oneByOne}`)).status).toBe(200);
    const tooMany = await server.get(`requests.json?service_request_id=${ids.join(',')},26-99999999`);
    expect(tooMany.status).toBe(400);
    expect((await server.get(`requests.json?service_request_id=${'26-00000001,'.repeat(10_000)}`)).status).toBe(400);
  });
});

describe('HTTP-4: where TLS ends in front of the bridge', () => {
  it('a report over plain http is refused with 403 and a plain sentence, not redirected, and not kept', async () => {
    const before = await requestsKept();
    for (const headers of [undefined, { 'x-forwarded-proto': 'http' }]) {
      const answer = await behindTls.post(report, { headers });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toEqual([{ code: 403, description: expect.stringContaining('over https only') }]);
    }
    expect(await requestsKept()).toBe(before);
  });

  it('one that the proxy took over https is kept, and reads work over either', async () => {
    expect((await behindTls.post(report, { headers: { 'x-forwarded-proto': 'https' } })).status).toBe(200);
    expect((await behindTls.get('services.json')).status).toBe(200);
  });

  it('DISC-6: addresses are built of the scheme and host that a trusted proxy forwards, and of nobody else', async () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': '311.example.gov' };
    expect(await (await behindTls.get('discovery.json', forwarded)).text()).toContain('"https://311.example.gov/open311/v2"');
    expect(await (await server.get('discovery.json', forwarded)).text()).toContain(`"${server.base}"`);
  });
});
