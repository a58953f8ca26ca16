import { sql } from 'kysely';
import { readBoth } from './documents.js';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
let id: string;
beforeAll(async () => {
  server = await startGeoReport();
  const fields = { service_code: 'POTHOLE', lat: '42.3601', long: '-71.0589', 'attribute[SIZE]': 'S', description: 'a \u2028 b' };
  const response = await server.post({ ...fields, email: 'zz@x.example' });
  id = ((await response.json()) as [{ service_request_id: string }])[0].service_request_id;
});
afterAll(() => server.close());

describe('JSONP', () => {
  const SCRIPT = 'application/javascript; charset=utf-8';

  it('HTTP-3: callback=NAME on a JSON address gives a call with the same data', async () => {
    for (const path of ['services', 'services/POTHOLE', 'requests', `requests/${id}`, 'discovery']) {
      const plain = await (await server.get(`${path}.json`)).json();
      const response = await server.get(`${path}.json?callback=my.$fn_1`);
      const text = await response.text();
      expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 200, SCRIPT]);
      expect(text).toMatch(/^(\/\*\*\/)?my\.\$fn_1\([\s\S]*\);$/);
      expect(text).not.toMatch(/[\u2028\u2029]/);
      expect(JSON.parse(text.slice(text.indexOf('(') + 1, -2))).toEqual(plain);
    }
  });

  it.each(['1a', 'a-b', 'alert(1)//', 'a b', '<script>', 'x'.repeat(65), 'ä', 'a;b', "a['b']"])(
    'HTTP-3: the name %s is 400, and is never echoed as a script',
    async (name) => {
      const response = await server.get(`services.json?callback=${encodeURIComponent(name)}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
    },
  );

  it('HTTP-3: 64 letters are a name, and XML stays XML', async () => {
    expect((await server.get(`services.json?callback=${'x'.repeat(64)}`)).status).toBe(200);
    const xml = await server.get('services.xml?callback=x');
    expect([xml.status, xml.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
  });
});

it.each(['services.xml', 'services/POTHOLE.json'])('HTTP-5: %s has a validator, and 304 only for who sends it', async (path) => {
  const first = await server.get(path);
  const tag = first.headers.get('etag')!;
  expect(tag).toMatch(/^(W\/)?"[^"]+"$/);
  const [again, other, matching] = [
    await server.get(path),
    await server.get(path, { 'if-none-match': '"other"' }),
    await server.get(path, { 'if-none-match': tag }),
  ];
  expect([again.status, other.status, matching.status]).toEqual([200, 200, 304]);
});

it('HTTP-5: reports are not kept by caches', async () => {
  for (const path of ['requests.json', `requests/${id}.xml`])
    expect((await server.get(path)).headers.get('cache-control')).toContain('no-store');
});

describe('extensions=true (15.4)', () => {
  it('section 15.4: adds extended_attributes, the answers and notes to requests, in both formats, and nothing personal', async () => {
    for (const path of ['requests', `requests/${id}`]) {
      const { body, xml } = await readBoth(server, `${path}?extensions=true`);
      expect(body[0]!['extended_attributes']).toMatchObject({ detailed_status: 'RECEIVED', media_urls: [] });
      expect(body[0]!['notes']).toEqual([expect.objectContaining({ type: 'submitted' })]);
      expect(body[0]!['attributes']).toContainEqual(expect.objectContaining({ code: 'SIZE', value: 'Plate' }));
      expect(xml).not.toContain('zz@');
    }
  });

  it('section 15.4: without it nothing extra appears', async () => {
    for (const path of ['requests', 'requests?extensions=false']) {
      const [request] = (await readBoth(server, path)).body;
      expect(Object.keys(request!)).toHaveLength(17);
    }
    const definition = (await readBoth<Record<string, unknown>>(server, 'services/POTHOLE')).body;
    const extended = (await readBoth<Record<string, unknown>>(server, 'services/POTHOLE?extensions=true')).body;
    expect(Object.keys(definition)).toEqual(['service_code', 'attributes']);
    expect(Object.keys(extended)).toEqual(
      expect.arrayContaining(['service_code', 'attributes', 'active', 'notice', 'updated_at']),
    );
  });
});

describe('filters (15.3)', () => {
  const found = async (query: string) =>
    (await readBoth(server, `requests?${query}`)).body.map((each) => each['service_request_id']);

  it.each(['lat=42.36', 'lat=42.36&long=-71.05', 'radius=10', 'lat=x&long=1&radius=1', 'bbox=1,2,3', 'updated_after=soon'])(
    'section 15.3: %s is half a question: 400 in both formats',
    async (query) => expect((await readBoth(server, `requests?${query}`)).status).toBe(400),
  );

  it('section 15.3: words, circle, box and dates of update find a report, and leave it out', async () => {
    const inside = ['q=A', 'lat=42.3601&long=-71.0589&radius=50', 'bbox=-72,42,-71,43', 'updated_after=2020-01-01'];
    const outside = ['q=zzz', 'lat=42.5&long=-71.0589&radius=50', 'bbox=-70,42,-69,43', 'updated_before=2020-01-01'];
    for (const query of inside) expect([query, await found(query)]).toEqual([query, [id]]);
    for (const query of outside) expect([query, await found(query)]).toEqual([query, []]);
  });

  it('section 15.3, GEN-8: what only other servers offer is ignored', async () => {
    const others =
      'has_photo=true&interface_used=x&just_count=true&keyword=zzz&order_by=x&nids=1&also_archived=1&with_picture=yes';
    expect(await found(others)).toEqual([id]);
  });
});

it('section 15.2, D-13: page 0 is page 1, and sizes above 1,000 are 1,000', async () => {
  const page = async (query: string) => (await readBoth(server, `requests?${query}`)).body;
  expect(await page('page=0')).toEqual(await page('page=1'));
  expect(await page('page=2')).toEqual([]);
  const { headers } = await readBoth(server, 'requests?page_size=5000');
  expect(headers.get('x-page-size')).toBe('1000');
});

it('MAP-6: a list of hundreds leaves piece by piece, carries the same data in both formats, and has a head alone for HEAD', async () => {
  await sql`
    insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, description, address,
      attributes, status, detailed_status, private, requested_at, updated_at, api_client_id)
    select jurisdiction_id, public_id || '-' || n, service_code, service_name, service_type, 'Größe <' || n || '>' || chr(13), address,
      attributes, status, detailed_status, private, requested_at, updated_at, api_client_id
    from bridge.service_request, generate_series(1, 600) n where public_id = ${id}`.execute(server.store.database);
  const { body } = await readBoth(server, 'requests?page_size=450');
  expect(body).toHaveLength(450);
  const whole = await server.get('requests.json?page_size=450');
  expect([whole.headers.get('transfer-encoding'), whole.headers.get('content-type')]).toEqual([
    'chunked',
    'application/json; charset=utf-8',
  ]);
  await whole.arrayBuffer();
  const head = await fetch(`${server.base}/requests.xml?page_size=450`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});
