import { XMLParser } from 'fast-xml-parser';
import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { startPostgres } from '../support/postgres.js';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
const ids: string[] = [];
beforeAll(async () => {
  server = await startGeoReport();
  for (let n = 0; n < 3; n++) {
    const description = `Report ${n} <b>&amp; \u0007bell`;
    const response = await server.post({ service_code: 'RODENTS', lat: '42.3601', long: '0.0000001', description });
    ids.push(((await response.json()) as [{ service_request_id: string }])[0].service_request_id);
  }
  await server.post({ service_code: 'SECRET', address_string: 'hidden' });
});
afterAll(() => server.close());

const json = async <T = Record<string, unknown>[]>(path: string) => (await (await server.get(path)).json()) as T;
const parser = new XMLParser({
  parseTagValue: false,
  isArray: (_name, path) => /(services.service|service_requests.request|groups.group)$/.test(String(path)),
});
const xml = async (path: string) => parser.parse(await (await server.get(path)).text()) as Record<string, never>;

/** The JSON document as XML text would read: every value a text, null and "" both empty. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asTexts(each)]));
  return value === null ? '' : String(value);
}

it.each([
  ['services', 'services', 'service'],
  ['requests', 'service_requests', 'request'],
])('MAP-6: %s carry the same data in both formats', async (path, root, item) => {
  const fromXml = ((await xml(`${path}.xml`))[root] as unknown as Record<string, unknown[]>)[item]!;
  const fromJson = asTexts(await json(`${path}.json`)) as Record<string, unknown>[];
  const flat = fromJson.map(({ groups, ...rest }) => (groups ? { ...rest, groups: { group: groups } } : rest));
  expect(fromXml).toEqual(flat);
});

it('SVC-1, SVC-2, SVC-3: services have all seven fields, private ones are left out', async () => {
  const services = await json('services.json');
  expect(services.map(({ service_code }) => service_code)).toEqual(['POTHOLE', 'RODENTS', 'LATER']);
  expect(services[0]).toEqual({
    service_code: 'POTHOLE',
    service_name: 'Pothole',
    description: '',
    metadata: true,
    type: 'realtime',
    keywords: 'road,hole',
    group: 'Streets',
    groups: ['Streets', 'Safety'],
  });
  expect(services[1]).toMatchObject({ metadata: false, group: '' });
});

it('DEF-1, DEF-4: a definition lists its questions in order', async () => {
  const definition = await json<{ attributes: Record<string, unknown>[] }>('services/POTHOLE.json');
  expect(definition.attributes.map(({ code }) => code)).toEqual([
    'SIZE',
    'DEPTH',
    'SEEN',
    'NEAR',
    'HINT',
    'COLOUR',
    'STORY',
    'fixmystreet_id',
  ]);
  expect(definition.attributes[0]).toMatchObject({
    variable: true,
    required: true,
    order: 1,
    values: [{ key: 'S', name: 'Plate' }, { key: 'L' }],
  });
  expect(definition.attributes[1]).not.toHaveProperty('values');
});

it('DEF-2, DEF-5: no questions is an empty list, no such service is 404', async () => {
  expect(await json('services/RODENTS.json')).toEqual({ service_code: 'RODENTS', attributes: [] });
  expect((await server.get('services/NOPE.json')).status).toBe(404);
});

it('DISC-1, DISC-2, DISC-3: discovery stands at both places', async () => {
  const here = await json<Record<string, unknown>>('discovery.json');
  const above = await (await fetch(`${server.base.replace('/v2', '')}/discovery.json`)).json();
  expect(here).toEqual(above);
  expect(here['endpoints']).toEqual([
    {
      specification: 'http://wiki.open311.org/GeoReport_v2',
      url: server.base,
      changeset: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      type: 'production',
      formats: ['text/xml', 'application/json'],
    },
  ]);
});

it('LIST-5, LIST-10: requests come newest first with all 17 keys', async () => {
  const requests = await json('requests.json');
  expect(requests.map(({ service_request_id }) => service_request_id)).toEqual(ids.toReversed());
  expect(Object.keys(requests[0]!)).toEqual(
    'service_request_id status status_notes service_name service_code description agency_responsible service_notice requested_datetime updated_datetime expected_datetime address address_id zipcode lat long media_url'.split(
      ' ',
    ),
  );
  expect(requests[0]!['requested_datetime']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

it('ENC-5, MAP-4: forbidden characters are gone from both formats and coordinates have no exponent', async () => {
  const text = await (await server.get(`requests/${ids[0]}.xml`)).text();
  expect(text).toContain('<description>Report 0 &lt;b&gt;&amp;amp; bell</description>');
  expect(text).toContain('<long>0</long>');
  expect((await json(`requests/${ids[0]}.json`))[0]!['description']).toBe('Report 0 <b>&amp; bell');
});

it('LIST-6, LIST-7: nothing found is 200 and empty', async () => {
  for (const query of ['service_code=NOPE', 'service_request_id=99-1', 'start_date=2100-01-01T00:00:00Z', 'status=closed']) {
    const response = await server.get(`requests.json?${query}`);
    expect([query, response.status, await response.json()]).toEqual([query, 200, []]);
  }
  expect(await (await server.get('requests.xml?status=closed')).text()).toContain('<service_requests></service_requests>');
});

it('GEN-7: lists may be comma-separated, repeated, or both', async () => {
  const [one, two, three] = ids;
  for (const query of [
    `service_request_id=${one},${two},${three}`,
    `service_request_id=${one}&service_request_id=${two}, ${three}`,
    `service_request_id[]=${one}&service_request_id[]=${two},${three}`,
  ]) {
    expect(await json(`requests.json?${query}`)).toHaveLength(3);
  }
});

it('LIST-4, DATE-5, D-23: bad dates and statuses are 400, one entry each', async () => {
  const response = await server.get('requests.json?start_date=31.02.2026&end_date=2026-02-31&status=opened');
  expect(response.status).toBe(400);
  expect(await response.json()).toHaveLength(3);
  expect((await server.get('requests.json?start_date=2026-03-02&end_date=2026-03-01')).status).toBe(400);
});

it('DATE-4: takes every form of date that clients send', async () => {
  for (const date of [
    '2020-01-01T00:00:00Z',
    '2020-01-01T00:00:00-05:00',
    '2020-01-01T00:00:00+0100',
    '2020-01-01T00:00:00 05:00',
    '2020-01-01T00:00:00.123Z',
    '2020-01-01t00:00:00z',
    '2020-01-01T00:00:00',
    '2020-01-01',
  ]) {
    expect([date, (await server.get(`requests.json?start_date=${date}`)).status]).toEqual([date, 200]);
  }
});

it('LIST-2, D-9: a window over 90 days is narrowed to its latest part, and says so', async () => {
  const response = await server.get('requests.json?start_date=2020-01-01T00:00:00Z&end_date=2020-12-31T00:00:00Z');
  expect(response.headers.get('x-date-range')).toBe('2020-10-02T00:00:00Z/2020-12-31T00:00:00Z');
});

it('LIST-9, ONE-2: private and unknown requests are 404', async () => {
  expect((await server.get('requests/99-00000099.xml')).status).toBe(404);
  expect(JSON.stringify(await json('requests.json'))).not.toContain('hidden');
});

it.each([
  ['GEN-2: the suffix beats Accept', 'services.xml', { accept: 'application/json' }, 'text/xml; charset=utf-8'],
  ['GEN-2: whatever its case', 'services.JSON', {}, 'application/json; charset=utf-8'],
  ['GEN-3: Accept decides without a suffix', 'services', { accept: 'application/json' }, 'application/json; charset=utf-8'],
  ['GEN-3: format beats Accept', 'services?format=json', { accept: 'text/xml' }, 'application/json; charset=utf-8'],
  ['GEN-3: else XML', 'services', { accept: 'image/png' }, 'text/xml; charset=utf-8'],
  ['GEN-5: repeated slashes are one', '/services.json', {}, 'application/json; charset=utf-8'],
])('%s', async (_rule, path, headers, type) => {
  const response = await server.get(path, headers as Record<string, string>);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
});

it.each(['services.html', 'requests.rss', 'nothing.xml', 'services/a/b.json'])(
  'GEN-4, ERR-1: %s is 404 with an error body',
  async (path) => {
    const response = await server.get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(path.endsWith('json') ? /^\[\{"code":404/ : /<errors><error><code>404</);
  },
);

it('ERR-5, HTTP-1: a method that is not offered is 405 with Allow', async () => {
  const response = await fetch(`${server.base}/services.json`, { method: 'DELETE' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  expect(await response.json()).toMatchObject([{ code: 405 }]);
});

it('HTTP-1, HTTP-2: HEAD, OPTIONS and CORS work', async () => {
  const head = await fetch(`${server.base}/services.json`, { method: 'HEAD' });
  expect([head.status, await head.text(), head.headers.get('content-type')]).toEqual([
    200,
    '',
    'application/json; charset=utf-8',
  ]);
  const options = await fetch(`${server.base}/requests.json`, { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
  for (const response of [head, options, await server.get('nothing.json')])
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
});

it('JUR-1: with several cities one must be named', async () => {
  const several = await startGeoReport(['riverton.example', 'laketon.example']);
  try {
    expect((await several.get('services.json')).status).toBe(400);
    expect((await several.get('services.json?jurisdiction_id=laketon.example')).status).toBe(200);
    expect((await several.get('services.json?jurisdiction_id=nowhere.example')).status).toBe(404);
    expect((await several.get('discovery.json')).status).toBe(200);
  } finally {
    await several.close();
  }
});

it('ERR-5, D-12: while the database is away a report is not acknowledged, and the client is told when to come again', async () => {
  const postgres = await startPostgres();
  const database = openDatabase({ connectionString: postgres.url }, 2);
  await migrate(database);
  const cut = await startGeoReport(['riverton.example'], { database, close: () => database.destroy() });
  try {
    const before = await cut.post({ service_code: 'RODENTS', address_string: 'x' });
    expect(before.status).toBe(200);
    await postgres.stop();
    const response = await cut.post({ service_code: 'RODENTS', address_string: 'x' });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.json()).toMatchObject([{ code: 503 }]);
  } finally {
    await cut.close();
  }
});
