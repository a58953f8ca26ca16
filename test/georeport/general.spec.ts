import { readBoth } from './documents.js';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

const place = { lat: '42.3601', long: '-71.0589' };
const idOf = async (response: Response) => ((await response.json()) as [{ service_request_id: string }])[0].service_request_id;
const one = async (id: string) => ((await readBoth(server, `requests/${id}`)).body as [Record<string, unknown>])[0];

it.each(['discovery', 'services', 'services/POTHOLE', 'requests', 'requests/99-1', 'tokens/none'])(
  'GEN-1: %s is served as XML and as JSON by its suffix, with the same content',
  async (path) => {
    const { status, xml } = await readBoth(server, path);
    expect([200, 404]).toContain(status);
    expect(xml).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>/);
  },
);

it('GEN-2: only the last suffix counts, an id may hold dots', async () => {
  const response = await server.get('requests/a.json.xml');
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/xml; charset=utf-8']);
  expect(await response.text()).toContain('service_request_id a.json<');
});

it('GEN-3: no Accept header is answered with 406', async () => {
  for (const accept of ['image/png', 'application/pdf;q=1', '', 'text/html, */*;q=0', 'x'])
    expect((await server.get('services', { accept })).status).toBe(200);
});

it('GEN-6, GEN-8: empty and unknown parameters change nothing', async () => {
  const plain = await readBoth(server, 'services');
  const noisy = await readBoth(server, 'services?jurisdiction_id=&lat=&unknown=1&__proto__=x&constructor=y&a[b][c]=d');
  expect(noisy.body).toEqual(plain.body);
  expect((await server.get('requests.json?status=&start_date=&service_code=&service_request_id=')).status).toBe(200);
});

it('GEN-10, GEN-11: blanks and line ends round a single-line value are no part of it; the word null in a description is a word', async () => {
  const fields = { service_code: ' RODENTS\r\n', lat: ' 42.3601\r\n', long: '\t-71.0589 ', description: 'null' };
  const report = { ...fields, address_string: ' 12 Mill Lane\r\n' };
  expect(await one(await idOf(await server.post(report)))).toMatchObject({
    service_code: 'RODENTS',
    lat: 42.3601,
    address: '12 Mill Lane',
    description: 'null',
  });
});

it('GEN-12: ids are issued in letters that need no escape, and escaped ones are understood', async () => {
  const id = await idOf(await server.post({ service_code: 'RODENTS', ...place }));
  expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
  const escaped = [...id].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
  expect((await server.get(`requests/${escaped}.json`)).status).toBe(200);
  expect((await server.get('services/%50OTHOLE.json')).status).toBe(200);
});

describe('jurisdiction_id (section 4)', () => {
  it.each(['', '?jurisdiction_id=', '?jurisdiction_id=riverton.example'])(
    'JUR-2, JUR-5: one city alone may be named, or not: services%s',
    async (query) => {
      for (const path of ['services', 'services/POTHOLE', 'requests'])
        expect((await readBoth(server, `${path}${query}`)).status).toBe(200);
      const body = await server.post({ service_code: 'RODENTS', ...place, jurisdiction_id: query.split('=')[1] ?? '' });
      const inQuery = await server.post({ service_code: 'RODENTS', ...place }, { path: `requests.json${query}` });
      expect([body.status, inQuery.status]).toEqual([200, 200]);
    },
  );

  it.each(['services', 'services/POTHOLE', 'requests', 'requests/1', 'tokens/1'])(
    'JUR-3: %s of another city than the only one is 404',
    async (path) => {
      const { status, body } = await readBoth(server, `${path}?jurisdiction_id=elsewhere.example`);
      expect([status, body[0]!['code']]).toEqual([404, 404]);
    },
  );

  it('JUR-1, JUR-4, D-22: among several cities the id is any text, and leaving it out is 400 with an error body everywhere but discovery', async () => {
    const strange = 'Müll & Söhne/x y';
    const several = await startGeoReport(['riverton.example', strange]);
    try {
      for (const path of ['services', 'services/POTHOLE', 'requests', 'requests/1', 'tokens/1']) {
        const { status, body } = await readBoth(several, path);
        expect([path, status, body[0]!['description']]).toEqual([path, 400, expect.stringContaining('jurisdiction_id')]);
        expect([path, (await readBoth(several, `${path}?jurisdiction_id=%20`)).status]).toEqual([path, 400]);
      }
      const id = encodeURIComponent(strange);
      expect((await readBoth(several, `services?jurisdiction_id=${id}`)).status).toBe(200);
      expect((await several.post({ service_code: 'RODENTS', ...place, jurisdiction_id: strange })).status).toBe(200);
      expect((await several.post({ service_code: 'RODENTS', ...place })).status).toBe(400);
      expect((await readBoth(several, `requests?jurisdiction_id=${id}`)).body).toHaveLength(1);
      expect((await readBoth(several, 'requests?jurisdiction_id=riverton.example')).body).toEqual([]);
      expect((await several.get('discovery.json')).status).toBe(200);
    } finally {
      await several.close();
    }
  });
});

describe('api_key (section 5)', () => {
  it.each(['services', 'services/POTHOLE', 'requests', 'discovery'])(
    'KEY-1, KEY-4: GET %s needs none, and looks at none',
    async (path) => {
      const statuses = ['', '?api_key=', '?api_key=wrong', `?api_key=${server.key}`].map(
        async (query) => (await server.get(`${path}.json${query}`)).status,
      );
      expect(await Promise.all(statuses)).toEqual([200, 200, 200, 200]);
    },
  );

  it('KEY-1, KEY-2, D-6: a POST without a key, or with a wrong one, is 403 in both formats, never 401', async () => {
    for (const suffix of ['xml', 'json']) {
      const body = new URLSearchParams({ service_code: 'RODENTS', ...place, api_key: 'wrong' });
      const response = await fetch(`${server.base}/requests.${suffix}`, { method: 'POST', body });
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([403, null]);
    }
  });
});
