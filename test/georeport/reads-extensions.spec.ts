import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { readBoth } from './documents.js';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
let id: string;
beforeAll(async () => {
  server = await startGeoReport(undefined, undefined, { server: { testUrl: 'https://test.example.org/open311/v2' } });
  const response = await server.post({
    service_code: 'POTHOLE',
    address_string: 'x',
    description: 'one \u2028 two',
    email: 'ann@example.org',
    first_name: 'Ann',
    'attribute[SIZE]': 'L',
    'attribute[NEAR][]': ['k1', 'k2'],
    'attribute[COLOUR]': 'call me on 617 555 0123',
    'attribute[STORY]': 'my own story',
    'attribute[DEPTH]': '6175550123',
    'attribute[fixmystreet_id]': '4711',
    'attribute[uprn]': '99887766',
  });
  [{ service_request_id: id }] = (await response.json()) as [{ service_request_id: string }];
  const update = (number: number, status: string, detail: string, text: string | null, available: string) =>
    sql`
    insert into bridge.request_update (request_id, jurisdiction_id, public_id, source, source_id, status, detailed_status, description,
      media_urls, event_at, available_at)
    select r.id, r.jurisdiction_id, ${`U-${number}`}, 'crm', ${String(number)}, ${status}, ${detail}, ${text}, '{}',
      timestamptz '2030-01-01 00:00:00Z' + ${number} * interval '1 day', ${available}::timestamptz
    from bridge.service_request r where r.public_id = ${id}`.execute(server.store.database);
  await update(1, 'open', 'in_progress', 'Crew booked', '2020-01-01');
  await update(2, 'closed', 'fixed', 'Filled', '2020-01-01');
  await update(3, 'open', 'reopen', null, 'infinity');
  await sql`update bridge.service_request set detailed_status = 'fixed', status = 'closed' where public_id = ${id}`.execute(
    server.store.database,
  );
});
afterAll(() => server.close());

describe('extensions=true (section 15.4)', () => {
  it.each(['requests', 'requests/ID'])(
    'section 15.4, 15.5: %s carries state, answers that were chosen, and history',
    async (path) => {
      const address = path.replace('ID', id);
      const { body } = await readBoth(server, `${address}?extensions=true`);
      const plain = await readBoth(server, address);
      expect(body[0]).toEqual({
        ...plain.body[0],
        extended_attributes: { detailed_status: 'PROCESSED', media_urls: [] },
        attributes: [
          { label: 'How large?', name: 'SIZE', code: 'SIZE', value: 'Bathtub & <more>' },
          { label: 'A question', name: 'NEAR', code: 'NEAR', value: 'Key 1' },
          { label: 'A question', name: 'NEAR', code: 'NEAR', value: 'Key 2' },
        ],
        notes: [
          { datetime: plain.body[0]!['requested_datetime'], type: 'submitted', description: null, summary: 'submitted' },
          { datetime: '2030-01-02T00:00:00Z', type: 'activity', description: 'Crew booked', summary: 'in progress' },
          { datetime: '2030-01-03T00:00:00Z', type: 'closed', description: 'Filled', summary: 'fixed' },
        ],
      });
    },
  );

  it('section 15.4: without it nothing extra appears', async () => {
    for (const query of ['', '?extensions=false', '?extensions='])
      expect(Object.keys((await readBoth(server, `requests/${id}${query}`)).body[0]!)).toHaveLength(17);
    expect(Object.keys((await readBoth<object>(server, 'services/POTHOLE')).body)).toEqual(['service_code', 'attributes']);
  });

  it('POST-21: nothing that a resident typed about themselves leaves, whatever is asked for', async () => {
    const { xml } = await readBoth(server, `requests/${id}?extensions=true`);
    for (const text of ['ann@', 'Ann', '555', 'story', '4711', '99887766']) expect(xml).not.toContain(text);
  });

  it('section 15.4: a definition says that it is active, its notice, and when the services last changed', async () => {
    const { body } = await readBoth<Record<string, unknown>>(server, 'services/POTHOLE?extensions=true');
    expect(body).toMatchObject({ active: true, notice: 'An inspector visits.', updated_at: expect.stringMatching(/Z$/) });
  });
});

describe('JSONP (HTTP-3)', () => {
  const paths = () => ['services', 'services/POTHOLE', 'requests', `requests/${id}`, 'discovery', 'servicerequestupdates'];

  it('HTTP-3: hands the JSON of every resource to the function that was named', async () => {
    for (const path of paths()) {
      const response = await server.get(`${path}.json?callback=app.$on_1`);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-type')).toBe('application/javascript; charset=utf-8');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const script = await response.text();
      const json = (await (await server.get(`${path}.json`)).json()) as unknown;
      let got: unknown;
      runInNewContext(script, { app: { $on_1: (data: unknown) => (got = structuredClone(data)) } });
      expect([path, got]).toEqual([path, json]);
    }
  });

  it.each(['1a', 'a-b', 'a(b)', 'alert(1)//', '<script>', 'a'.repeat(65), 'a;b', 'ä', 'a b'])(
    'HTTP-3: %s is no name of a function: 400, and it is not echoed',
    async (name) => {
      for (const path of paths()) {
        const response = await server.get(`${path}.json?callback=${encodeURIComponent(name)}`);
        expect([path, response.status]).toEqual([path, 400]);
        expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
        expect(await response.text()).not.toContain(name === 'a b' ? 'a b' : `${name}(`);
      }
    },
  );

  it('HTTP-3: a line separator in a text ends no line of the script; XML takes no callback', async () => {
    expect(await (await server.get(`requests/${id}.json?callback=f`)).text()).toContain('one \\u2028 two');
    const response = await server.get('services.xml?callback=f');
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  });
});

describe('what a client may keep (HTTP-5)', () => {
  it.each(['services.xml', 'services.json', 'services/POTHOLE.xml', 'services/POTHOLE.json?extensions=true'])(
    'HTTP-5: %s is not sent again to a client that has it, and never 304 to another',
    async (path) => {
      const first = await server.get(path);
      const [etag, modified] = [first.headers.get('etag')!, first.headers.get('last-modified')!];
      expect([first.status, etag]).toEqual([200, expect.stringMatching(/^"[\w-]+"$/)]);
      const text = await first.text();
      const again = async (headers: Record<string, string>) => (await server.get(path, headers)).status;
      expect(await again({ 'if-none-match': etag })).toBe(304);
      expect(await again({ 'if-none-match': `"other", W/${etag}` })).toBe(304);
      expect(await again({ 'if-modified-since': modified })).toBe(304);
      expect(await again({ 'if-none-match': '"other"', 'if-modified-since': modified })).toBe(200);
      expect(await again({ 'if-modified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' })).toBe(200);
      expect(await again({ 'if-modified-since': 'rubbish' })).toBe(200);
      expect(await (await server.get(path)).text()).toBe(text);
    },
  );

  it('HTTP-5: gives each format and each set of extensions a tag of its own', async () => {
    const paths = ['services/POTHOLE.xml', 'services/POTHOLE.json', 'services/POTHOLE.json?extensions=true', 'services.json'];
    const tags = await Promise.all(paths.map(async (path) => (await server.get(path)).headers.get('etag')));
    expect(new Set(tags).size).toBe(4);
  });

  it('HTTP-5: reports are kept by nobody', async () => {
    for (const path of ['requests.json', `requests/${id}.xml`, 'requests.json?callback=f'])
      expect([path, (await server.get(path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
  });

  it('HTTP-1: HEAD gives the headers of GET and no body', async () => {
    for (const path of ['services.json', 'requests.xml', `requests/${id}.json`]) {
      const head = await fetch(`${server.base}/${path}`, { method: 'HEAD' });
      const get = await server.get(path);
      for (const name of ['content-type', 'etag', 'link', 'x-result-count', 'cache-control'])
        expect([path, name, head.headers.get(name)]).toEqual([path, name, get.headers.get(name)]);
      expect([head.status, await head.text()]).toEqual([200, '']);
    }
  });
});

describe('the changeset (DISC-7)', () => {
  const changeset = async (at: GeoReportServer) =>
    (await readBoth<Record<string, unknown>>(at, 'discovery')).body['changeset'] as string;

  it('DISC-7: stays over restarts and processes, and moves only when a service or a question changes', async () => {
    await sql`update bridge.service_list set changed_at = '2020-05-05T05:05:05Z'`.execute(server.store.database);
    const kept = { database: server.store.database, close: () => Promise.resolve() };
    const second = await startGeoReport(undefined, kept);
    expect(await changeset(second)).toBe('2020-05-05T05:05:05Z');
    expect((await second.get('services.json')).headers.get('last-modified')).toBe('Tue, 05 May 2020 05:05:05 GMT');
    await second.close();
    const { aCity, aService } = await import('./server.js');
    const changed = { ...aCity('riverton.example'), services: [aService({ code: 'NEW' })] };
    const third = await startGeoReport([changed], kept);
    const moved = await changeset(third);
    expect(Date.parse(moved)).toBeGreaterThan(Date.parse('2021-01-01'));
    expect(Date.parse(moved)).toBeLessThanOrEqual(Date.now());
    await third.close();
  });

  it('DISC-9: a test endpoint is listed where there is one', async () => {
    const { body } = await readBoth<{ endpoints: { type: string; url: string }[] }>(server, 'discovery');
    expect(body.endpoints.map(({ type, url }) => [type, url])).toEqual([
      ['production', server.base],
      ['test', 'https://test.example.org/open311/v2'],
    ]);
  });

  it('SVC-4: services keep the order of the configuration, call after call, and private ones are not offered', async () => {
    for (let n = 0; n < 2; n++)
      expect((await readBoth(server, 'services')).body.map(({ service_code }) => service_code)).toEqual([
        'POTHOLE',
        'RODENTS',
        'LATER',
      ]);
  });
});
