import { sql } from 'kysely';
import { readBoth } from './documents.js';
import { type GeoReportServer, startGeoReport } from './server.js';
import { BOTH } from '../support/stores.js';

describe.each(BOTH)('paging (section 15.2) on %s', (_name, open) => {
  let server: GeoReportServer;
  let ids: string[];
  beforeAll(async () => {
    server = await startGeoReport(['riverton.example'], await open());
    for (let n = 0; n < 7; n++) await server.post({ service_code: 'RODENTS', address_string: `bridge ${n}` });
    // Moments that a Date can't tell apart, and two that are the same.
    await sql`update bridge.service_request set requested_at = date_trunc('day', now()) + (id / 2) * interval '1 microsecond'`.execute(
      server.store.database,
    );
    ids = idsOf((await readBoth(server, 'requests')).body);
  });
  afterAll(() => server.close());

  const idsOf = (body: Record<string, unknown>[]) => body.map(({ service_request_id }) => service_request_id as string);
  const page = async (query: string) => idsOf((await readBoth(server, `requests?${query}`)).body);

  it('counts pages from 1, takes 0 for 1, and every name of the size', async () => {
    expect(ids).toHaveLength(7);
    expect(await page('page_size=3')).toEqual(ids.slice(0, 3));
    expect(await page('page=0&per_page=3')).toEqual(ids.slice(0, 3));
    expect(await page('page=2&limit=3')).toEqual(ids.slice(3, 6));
    expect(await page('page=3&max_requests=3')).toEqual(ids.slice(6));
    expect(await page('page_size=5000')).toEqual(ids);
  });

  it('EXT-1: a page past the end is 200 and empty, however far', async () => {
    expect(await page('page=4&page_size=3')).toEqual([]);
    expect(await page('page=99999999999999999999')).toEqual([]);
    expect(await page('page=999999999&q=bridge&service_code=RODENTS')).toEqual([]);
  });

  it.each(['page_size=0', 'page_size=many', 'per_page=-1', 'limit=1.5', 'max_requests=x', 'page=-1', 'page=two', 'cursor=zzz'])(
    '%s is 400 and names the parameter',
    async (query) => {
      const { status, body } = await readBoth(server, `requests?${query}`);
      expect([status, body]).toEqual([400, [{ code: 400, description: expect.stringContaining(query.split('=')[0]!) }]]);
    },
  );

  it.each([
    '',
    '&status=open',
    '&service_code=RODENTS',
    '&q=bridge',
    '&updated_after=2020-01-01T00:00:00Z&bbox=-180,-90,180,90&q=bridge',
  ])('EXT-2: the next page, asked for as the headers say, continues where the last one ended (filter "%s")', async (filter) => {
    const expected = await page(`x=${filter}`);
    const seen: string[] = [];
    let next: string | null = `${server.base}/requests.json?page_size=2${filter}`;
    for (let n = 0; next; n++) {
      const response: Response = await fetch(next);
      expect(n).toBeLessThan(10);
      seen.push(...idsOf((await response.json()) as Record<string, unknown>[]));
      next = response.headers.get('x-next-page-url');
    }
    expect(seen).toEqual(expected);
  });

  it('EXT-2: tells count, pages, size and neighbours, and lets scripts read them', async () => {
    const { headers } = await readBoth(server, 'requests?page=2&page_size=3&status=open&api_key=secret');
    const of = (name: string) => headers.get(name);
    expect([of('x-result-count'), of('x-page-count'), of('x-page-size')]).toEqual(['7', '3', '3']);
    expect(of('x-next-page-url')).toMatch(/requests\.xml\?page_size=3&status=open&page=3&cursor=[\w-]+$/);
    expect(of('x-previous-page-url')).toMatch(/requests\.xml\?page_size=3&status=open&page=1$/);
    expect(of('link')).toBe(
      `<${of('x-next-page-url')}>; rel="next", <${of('x-previous-page-url')}>; rel="prev", <${server.base}/requests.xml?page_size=3&status=open&page=1>; rel="first"`,
    );
    expect(of('link')).not.toContain('secret');
    for (const name of ['Link', 'X-Result-Count', 'X-Next-Page-URL']) expect(of('access-control-expose-headers')).toContain(name);
    const last = await readBoth(server, 'requests?page=3&page_size=3');
    expect([last.headers.get('x-next-page-url'), last.headers.get('x-result-count')]).toEqual([null, '7']);
  });

  it('leaves the addresses of other pages out where they are too long for a header, and page still works', async () => {
    const many = `${ids.join(',')},${Array.from({ length: 300 }, (_, n) => `26-9${String(n).padStart(7, '0')}`).join(',')}`;
    const { headers, body } = await readBoth(server, `requests?page=2&page_size=3&service_request_id=${many}`);
    expect(idsOf(body)).toEqual(ids.slice(3, 6));
    expect([headers.get('link'), headers.get('x-next-page-url'), headers.get('x-page-size')]).toEqual([null, null, '3']);
  });

  it('leaves the two counts out where counting would cost more than the page', async () => {
    const { headers } = await readBoth(server, 'requests?q=bridge&page_size=3');
    expect([headers.get('x-result-count'), headers.get('x-page-count')]).toEqual([null, null]);
    expect(headers.get('x-next-page-url')).toContain('cursor=');
  });
});
