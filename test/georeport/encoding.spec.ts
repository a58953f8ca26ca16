import { request } from 'node:http';
import { readBoth, refusedBoth } from './documents.js';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
let id: string;
beforeAll(async () => {
  server = await startGeoReport();
  const description = 'Größe <b>&lt; ]]> "q" \'a\' ½ 😀\r\nnext\rlast \u0001\u000b\ufffe';
  const response = await server.post({ service_code: 'RODENTS', address_string: 'Straße 1 & <2>', description });
  id = ((await response.json()) as [{ service_request_id: string }])[0].service_request_id;
});
afterAll(() => server.close());

const ADDRESSES = ['discovery', 'services', 'services/POTHOLE', 'requests', 'requests/99-1', 'nothing'];

it.each(ADDRESSES)('ENC-2, D-2: %s has exactly the two content types, errors too', async (path) => {
  const types = ['xml', 'json'].map(async (suffix) => (await server.get(`${path}.${suffix}`)).headers.get('content-type'));
  expect(await Promise.all(types)).toEqual(['text/xml; charset=utf-8', 'application/json; charset=utf-8']);
});

it.each(ADDRESSES)(
  'ENC-3, ENC-4: %s as XML names UTF-8 first, without mark, namespace, attribute, CDATA or DOCTYPE',
  async (path) => {
    const bytes = Buffer.from(await (await server.get(`${path}.xml`)).arrayBuffer());
    const text = bytes.toString('utf8');
    expect(bytes.subarray(0, 5).toString('latin1')).toBe('<?xml');
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>/);
    expect(text.slice(text.indexOf('?>') + 2)).not.toMatch(/xmlns|<[a-z_]+\s|<!|<[a-z]+:/);
  },
);

it('ENC-1, ENC-5, ENC-6: a text comes back in UTF-8, escaped, without what XML forbids, line breaks LF, the same in both formats', async () => {
  const { body, xml } = await readBoth(server, `requests/${id}`);
  expect(body[0]).toMatchObject({
    description: 'Größe <b>&lt; ]]> "q" \'a\' ½ 😀\nnext\nlast',
    address: 'Straße 1 & <2>',
  });
  expect(xml).toContain('<address>Straße 1 &amp; &lt;2&gt;</address>');
});

it('ENC-1: bytes that are not UTF-8 are 400 in body and query, and the error says so', async () => {
  const queries = ['requests?service_code=%ff', 'services?jurisdiction_id=%c3%28', 'requests?%fe=1'];
  for (const path of queries) {
    const { status, body } = await readBoth(server, path);
    expect([path, status, body[0]!['description']]).toEqual([path, 400, expect.stringContaining('UTF-8')]);
  }
});

it.each(['deflate', 'deflate, gzip', 'br', '*', 'identity;q=0'])(
  'ENC-7: nothing is deflated, whatever is accepted: %s',
  async (accepted) => {
    const encoding = await new Promise((resolve, reject) => {
      const headers = { 'accept-encoding': accepted };
      request(`${server.base}/services.xml`, { headers }, (response) => {
        response.resume();
        resolve(response.headers['content-encoding']);
      })
        .on('error', reject)
        .end();
    });
    expect([undefined, 'gzip']).toContain(encoding);
  },
);

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
it('DATE-1, DATE-2, DATE-3, D-10: every date that goes out is whole seconds in UTC with a Z', async () => {
  const [request] = (await readBoth(server, `requests/${id}`)).body;
  const discovery = (await readBoth<Record<string, any>>(server, 'discovery')).body;
  const dates = [request!['requested_datetime'], request!['updated_datetime'], discovery['changeset']];
  for (const date of [...dates, discovery['endpoints'][0].changeset]) expect(date).toMatch(DATE);
});

it.each(['start_date', 'end_date'])('DATE-5: %s that is no date is 400 and named, in both formats', async (name) => {
  for (const value of ['soon', '2026-02-31', '1772439330', '2026-03-02T25:00:00Z', '02.03.2026', '0000-00-00']) {
    const { status, body } = await readBoth(server, `requests?${name}=${value}`);
    expect([value, status, body]).toEqual([value, 400, [{ code: 400, description: expect.stringContaining(name) }]]);
  }
});

describe('errors (section 6)', () => {
  it('ERR-1, ERR-3: code is a number that equals the status, for every kind of failure', async () => {
    const failures = [
      [404, 'nothing'],
      [404, 'services/NOPE'],
      [404, 'tokens/none'],
      [404, 'requests/99-1'],
      [400, 'requests?status=opened'],
      [400, 'requests/%ff'],
    ] as const;
    for (const [status, path] of failures) {
      const found = await readBoth(server, path);
      expect([path, found.status, found.body]).toEqual([path, status, [{ code: status, description: expect.any(String) }]]);
    }
  });

  it('ERR-2: both formats list every problem at once, in one order', async () => {
    const { status, body } = await refusedBoth(server, { service_code: 'POTHOLE', lat: '91', long: '181', media_url: 'x' });
    expect([status, body.length]).toEqual([
      400,
      3 + (body.some(({ description }) => description.startsWith('media_url')) ? 1 : 0),
    ]);
    expect(body[0]!.description).toContain('lat');
  });

  it('ERR-4: descriptions are sentences for people, never a trace, SQL or markup', async () => {
    const hostile = `'; drop table x; <script>${'z'.repeat(5_000)}`;
    const sent: Record<string, string>[] = [{ service_code: hostile }, { service_code: 'RODENTS', lat: hostile, long: hostile }];
    for (const fields of sent) {
      const { body, xml } = await refusedBoth(server, fields);
      for (const { description } of body) {
        expect(description).not.toMatch(/\bat .*\.js:\d+|node_modules|select .* from/i);
        expect(description.length).toBeLessThanOrEqual(1_000);
      }
      expect(xml).not.toContain('<script>');
    }
  });

  it('ERR-5, ERR-6: whatever is sent, the status is one that clients know', async () => {
    const known = [200, 204, 400, 403, 404, 405, 413, 415, 429, 503];
    const sent = [
      ['GET', 'services/%', {}],
      ['GET', `services/${'a'.repeat(2_000)}.json`, {}],
      ['POST', 'requests.json', { 'content-type': 'a' }],
      ['POST', 'requests.json', { 'content-type': 'multipart/form-data' }],
      ['PUT', 'requests/1.json', { 'content-type': 'application/json' }],
      ['PATCH', 'nothing.json', {}],
      ['GET', 'services.json', { expect: 'nothing', range: 'bytes=0-1', 'if-match': '"x"' }],
    ] as const;
    for (const [method, path, headers] of sent) {
      const body = method === 'GET' ? undefined : 'x';
      const { expect: _expect, ...allowed } = headers as Record<string, string>;
      const response = await fetch(`${server.base}/${path}`, { method, headers: allowed, body });
      expect([path, known.includes(response.status)]).toEqual([path, true]);
    }
  });
});
