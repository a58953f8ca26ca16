import { connect } from 'node:net';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

const place = { lat: '42.3601', long: '-71.0589' };
const rodents = { service_code: 'RODENTS', ...place };
const send = (body: string, type: string, headers = {}) =>
  fetch(`${server.base}/requests.json`, { method: 'POST', body, headers: { 'content-type': type, ...headers } });
const sendJson = (fields: object) => send(JSON.stringify({ api_key: server.key, ...rodents, ...fields }), 'application/json');

const errorsOf = async (response: Response) => (await response.json()) as { code: number; description: string }[];
async function requestOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.status).toBe(200);
  const [{ service_request_id }] = (await response.json()) as [{ service_request_id: string }];
  return ((await (await server.get(`requests/${service_request_id}.json`)).json()) as [Record<string, unknown>])[0];
}

describe('JSON bodies', () => {
  it('POST-3: takes texts, numbers, lists and an object of attributes', async () => {
    const response = await sendJson({
      service_code: 'POTHOLE',
      lat: 42.36,
      long: -71.05,
      attribute: { SIZE: 'S', NEAR: ['k1', 'k2'] },
    });
    expect(await requestOf(response)).toMatchObject({ lat: 42.36, long: -71.05 });
  });

  it.each([
    ['is broken', '{"lat":'],
    ['is a list', '[]'],
    ['nests objects where a text belongs', '{"description":{"a":1}}'],
    ['nests very deeply', `{"description":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('POST-3: one that %s is 400', async (_case, body) => {
    const response = await send(body, 'application/json');
    expect([response.status, await errorsOf(response)]).toEqual([400, [{ code: 400, description: expect.any(String) }]]);
  });
});

describe('characters that can not be kept', () => {
  it.each([
    [
      'a form',
      () =>
        server.post({
          ...rodents,
          description: 'a\u0000b',
          'attribute[note]': 'x\u0000y',
          'attribute[a\u0000b]': 'z',
          email: '\u0000',
        }),
    ],
    ['JSON', () => sendJson({ description: 'a\u0000b', attribute: { note: 'x\u0000y' } })],
    ['JSON with half a character', () => sendJson({ description: 'a\ud800b', attribute: { note: '\udc00' } })],
  ])('ENC-5: in %s are left out, and the report is taken', async (_case, sent) => {
    expect(await requestOf(await sent())).toMatchObject({ description: expect.stringMatching(/^ab$/) });
  });

  it.each(['requests/a%00b.json', 'tokens/a%00b.json', 'services/a%00b.json'])('ENC-5: in %s find nothing: 404', async (path) => {
    expect((await server.get(path)).status).toBe(404);
  });

  it.each(['service_request_id', 'service_code'])('ENC-5: in the filter %s find nothing', async (name) => {
    const response = await server.get(`requests.json?${name}=a%00b`);
    expect([response.status, await response.json()]).toEqual([200, []]);
  });

  it.each(['%ff', '%zz', '%'])('ENC-1, HTTP-2: %s in a path is 400 with error body and CORS', async (segment) => {
    const response = await server.get(`requests/${segment}.json`);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([400, '*']);
    expect(await errorsOf(response)).toMatchObject([{ code: 400 }]);
  });
});

describe('sizes', () => {
  // Each of these once took minutes of the one thread that everybody shares; the test's own time limit is the judge.
  it.each([
    ['digits in lat', { ...rodents, lat: `${'1'.repeat(900_000)}x` }],
    [
      'digits in a number',
      { service_code: 'POTHOLE', ...place, 'attribute[SIZE]': 'S', 'attribute[DEPTH]': `${'1'.repeat(900_000)}x` },
    ],
    ['blanks in a line', { ...rodents, 'attribute[note]': `a${' '.repeat(900_000)}b` }],
  ])('a megabyte of %s is answered', async (_case, fields) => {
    expect([200, 400]).toContain((await server.post(fields as Record<string, string>)).status);
  });

  it('413, ERR-1: a body that is announced too large is refused in the format asked for', async () => {
    const response = await fetch(`${server.base}/requests.xml`, {
      method: 'POST',
      body: new URLSearchParams({ x: 'x'.repeat(1_100_000) }),
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([413, 'text/xml; charset=utf-8']);
    expect(await response.text()).toContain('<error><code>413</code>');
  });
});

it.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE'])('ERR-5: %s is 405 with Allow', async (method) => {
  const { port } = new URL(server.base);
  const answer = await raw(Number(port), `${method} /open311/v2/requests.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  expect(answer).toMatch(/^allow: GET, HEAD, POST, OPTIONS\r$/im);
  expect(answer).toContain('[{"code":405,');
});

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.once('close', () => resolve(answer));
    socket.once('error', reject);
  });
}
