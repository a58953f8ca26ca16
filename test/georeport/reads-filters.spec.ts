import { readBoth } from './documents.js';
import { type GeoReportServer, startGeoReport } from './server.js';
import { BOTH } from '../support/stores.js';

const DAY_MS = 24 * 3600_000;

describe.each(BOTH)('filters of section 15.3 on %s', (_name, open) => {
  let server: GeoReportServer;
  let now: number;
  beforeAll(async () => {
    server = await startGeoReport(['riverton.example'], await open());
    now = Math.floor(Date.now() / 1000) * 1000;
    await filed('lamp', { description: 'Dark LANTERN by the bridge; call +1 (617) 555-0123 or ann.doe@example.org' }, 1);
    await filed('hole', { description: 'Deep hole', address_string: '12 Mill Lane', lat: '42.3601', long: '-71.0589' }, 2);
    await filed('rats', { description: 'Two rats by the bridge', lat: '42.3701', long: '-71.0589' }, 3, { updated: 0 });
    await filed('old', { description: 'An old hole' }, 200, { updated: 1, agency: 'Public Works' });
    await filed('hidden', { description: 'A secret hole' }, 1, { private: true, agency: 'Public Works' });
    await filed('far', { description: 'Out at sea', lat: '0', long: '179.999' }, 4, { status: 'closed', agency: 'public works' });
  });
  afterAll(() => server.close());

  interface State {
    readonly updated?: number;
    readonly agency?: string;
    readonly status?: 'open' | 'closed';
    readonly private?: boolean;
  }
  const names = new Map<string, string>();
  const ago = (days: number) => new Date(now - days * DAY_MS);
  async function filed(name: string, fields: Record<string, string>, age: number, state: State = {}): Promise<void> {
    const response = await server.post({ service_code: 'RODENTS', address_string: 'nowhere', ...fields });
    const [{ service_request_id: id }] = (await response.json()) as [{ service_request_id: string }];
    names.set(id, name);
    const { updated = age, agency = null, status = 'open', private: hidden = false } = state;
    const columns = { requested_at: ago(age), updated_at: ago(updated), agency_responsible: agency, status, private: hidden };
    await server.store.database.updateTable('service_request').set(columns).where('public_id', '=', id).execute();
  }
  const found = async (query: string) => {
    const { status, body } = await readBoth(server, `requests?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return body.map(({ service_request_id }) => names.get(service_request_id as string));
  };
  const refused = async (query: string) => {
    const { status, body } = await readBoth(server, `requests?${query}`);
    expect([query, status]).toEqual([query, 400]);
    return body.map(({ description }) => description);
  };

  it('finds words in description, address and id, all of them, whatever their case; 6aika calls it search', async () => {
    expect(await found('q=lantern')).toEqual(['lamp']);
    expect(await found('q=BRIDGE')).toEqual(['lamp', 'rats']);
    expect(await found('search=bridge%20rats')).toEqual(['rats']);
    expect(await found('q=mill')).toEqual(['hole']);
    expect(await found('q=nothing-of-the-kind')).toEqual([]);
    expect(await found('q=%27%20zebra%20%26%20!(%3A*')).toEqual([]);
    const [id] = [...names].find(([, name]) => name === 'hole')!;
    expect(await found(`q=${id}`)).toEqual(['hole']);
  });

  it('is no oracle for masked texts: e-mail addresses and telephone numbers are not searched', async () => {
    for (const words of ['ann.doe@example.org', 'ann.doe', 'example.org', '617', '555-0123', '0123', '6175550123'])
      expect([words, await found(`q=${encodeURIComponent(words)}`)]).toEqual([words, []]);
  });

  it('finds what lies in a circle or a box, edges included, and refuses half a place by name', async () => {
    expect(await found('lat=42.3601&long=-71.0589&radius=10')).toEqual(['hole']);
    expect(await found('lat=42.3601&long=-71.0589&radius=1100')).toEqual(['hole']);
    expect(await found('lat=42.3601&long=-71.0589&radius=1113')).toEqual(['hole', 'rats']);
    expect(await found('lat=0&long=-179.999&radius=500')).toEqual(['far']);
    expect(await found('lat=90&long=0&radius=6000000')).toEqual(['hole', 'rats']);
    expect(await found('bbox=-71.0589,42.3601,-71.0589,42.3601')).toEqual(['hole']);
    expect(await found('bbox=-72,42,-71,43')).toEqual(['hole', 'rats']);
    expect(await refused('lat=1&long=2')).toEqual([expect.stringContaining('radius')]);
    expect(await refused('radius=5')).toHaveLength(2);
    expect(await refused('lat=91&long=x&radius=-1')).toHaveLength(3);
    for (const box of ['1,2,3', 'a,b,c,d', '3,2,1,4', '1,4,3,2', '-181,0,0,1', '0,0,1,91', '1e400,0,0,0'])
      expect((await refused(`bbox=${box}`))[0]).toContain('bbox');
  });

  it('counts the 90 days on updated_datetime where that is asked for, and sorts by it', async () => {
    expect(await found(`updated_after=${ago(1.5).toISOString()}`)).toEqual(['rats', 'lamp', 'old'].toSorted(byUpdate));
    expect(await found(`updated_before=${ago(1.5).toISOString()}`)).toEqual(['hole', 'far']);
    expect(await found(`updated_after=${ago(1.5).toISOString()}&start_date=${ago(5).toISOString()}`)).toEqual(['rats', 'lamp']);
    expect(await found(`updated_after=${ago(1).toISOString()}&updated_before=${ago(1).toISOString()}`)).toHaveLength(2);
    const { headers } = await readBoth(server, `requests?updated_after=2001-01-01&updated_before=2002-01-01`);
    expect(headers.get('x-date-range')).toBe('2001-10-04T04:59:59Z/2002-01-02T04:59:59Z');
    expect(await refused('updated_after=2002-01-01&updated_before=2001-01-01')).toHaveLength(1);
    expect(await refused('updated_after=yesterday')).toEqual([expect.stringContaining('updated_after')]);
  });
  const byUpdate = (one: string, other: string) => order.indexOf(one) - order.indexOf(other);
  const order = ['rats', 'old', 'lamp'];

  it('finds agencies whatever their case, several with a bar between, and never a private request', async () => {
    expect(await found('agency_responsible=PUBLIC%20works')).toEqual(['far']);
    expect(await found('agency_responsible=Parks|Public%20Works')).toEqual(['far']);
    expect(await found('agency_responsible=Parks')).toEqual([]);
    expect(await found('q=secret')).toEqual([]);
  });

  it('combines all of them', async () => {
    expect(await found('q=sea&agency_responsible=Public%20Works&bbox=179,-1,180,1&status=closed&service_code=RODENTS')).toEqual([
      'far',
    ]);
    expect(await found('q=sea&agency_responsible=Public%20Works&bbox=179,-1,180,1&status=open')).toEqual([]);
    expect(await found(`updated_after=${ago(5).toISOString()}&q=hole&lat=42.36&long=-71.06&radius=5000&status=open`)).toEqual([
      'hole',
    ]);
    expect(await found(`service_code=RODENTS,NOPE&status=closed,open&bbox=-72,42,-71,43`)).toEqual(['hole', 'rats']);
  });

  it('EXT-2: counts only what the filter finds', async () => {
    for (const query of [
      'service_code=RODENTS&status=open',
      'agency_responsible=public%20works',
      `updated_after=${ago(1.5).toISOString()}`,
    ]) {
      const all = await found(query);
      const { headers } = await readBoth(server, `requests?${query}&page_size=1`);
      expect([query, headers.get('x-result-count')]).toEqual([query, String(all.length)]);
    }
  });
});
