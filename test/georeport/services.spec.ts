import { request } from 'node:http';
import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { startPostgres } from '../support/postgres.js';
import { readBoth } from './documents.js';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

interface Discovery {
  changeset: string;
  contact: string;
  key_service: string;
  endpoints: Record<string, unknown>[];
}
const discovery = async () => (await readBoth<Discovery>(server, 'discovery')).body;
const definition = async (code: string) =>
  (await readBoth<{ service_code: string; attributes: Record<string, unknown>[] }>(server, `services/${code}`)).body;

describe('discovery (section 7)', () => {
  it('DISC-1, DISC-2, D-14: stands at the base and one level up, in both formats', async () => {
    for (const suffix of ['xml', 'json']) {
      const here = await server.get(`discovery.${suffix}`);
      const above = await fetch(`${server.base.replace('/v2', '')}/discovery.${suffix}`);
      expect([here.status, above.status, await above.text()]).toEqual([200, 200, await here.text()]);
    }
  });

  it('DISC-3, DISC-8: all fields are there, in a bare object', async () => {
    const found = await discovery();
    expect(Object.keys(found)).toEqual(['changeset', 'contact', 'key_service', 'endpoints']);
    expect(Object.keys(found.endpoints[0]!)).toEqual(['specification', 'url', 'changeset', 'type', 'formats']);
    expect([found.contact, found.key_service].every((text) => text.length > 0)).toBe(true);
  });

  it('DISC-4, DISC-9: an endpoint is production or test and lists both formats', async () => {
    const { xml, body } = await readBoth<Discovery>(server, 'discovery');
    for (const endpoint of body.endpoints) {
      expect(['production', 'test']).toContain(endpoint['type']);
      expect(endpoint['formats']).toEqual(['text/xml', 'application/json']);
    }
    expect(xml).toContain('<formats><format>text/xml</format><format>application/json</format></formats>');
  });

  it('DISC-5: names the specification letter by letter', async () => {
    expect((await discovery()).endpoints[0]!['specification']).toBe('http://wiki.open311.org/GeoReport_v2');
  });

  it('DISC-6: the url is the one the client used, without slash or query at its end', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const headers = { host: '311.example.gov' };
      request(`${server.base}/discovery.json?api_key=x`, { headers }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString())).once('end', () => resolve(body));
      })
        .on('error', reject)
        .end();
    });
    expect((JSON.parse(text) as Discovery).endpoints[0]!['url']).toMatch(/^https?:\/\/311\.example\.gov\/open311\/v2$/);
  });

  it('DISC-7, D-15: changeset is ISO 8601 with a zone, not in the future, and stands still while nothing changes', async () => {
    const [first, second] = [await discovery(), await discovery()];
    expect(first.changeset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(new Date(first.changeset).getTime()).toBeLessThanOrEqual(Date.now());
    expect(second).toEqual(first);
  });

  it('DISC-10: nothing beyond the specification without being asked', async () => {
    expect(JSON.stringify(await discovery())).not.toContain('max_requests');
  });
});

describe('GET services (section 8)', () => {
  const KEYS = ['service_code', 'service_name', 'description', 'metadata', 'type', 'keywords', 'group'];

  it('SVC-1, SVC-2, D-1, D-11: a bare list whose items have all seven fields in order, none of them null', async () => {
    const { body, xml } = await readBoth(server, 'services');
    expect(Array.isArray(body)).toBe(true);
    for (const service of body) {
      expect(Object.keys(service).filter((key) => key !== 'groups')).toEqual(KEYS);
      expect(Object.values(service)).not.toContain(null);
    }
    expect(xml).toMatch(/\?>\s*<services><service><service_code>/);
  });

  it('SVC-3: groups stand only where there are two, and group is the first of them', async () => {
    const { body, xml } = await readBoth(server, 'services');
    const grouped = body.filter((service) => 'groups' in service);
    expect(grouped.map(({ group, groups }) => [group, groups])).toEqual([['Streets', ['Streets', 'Safety']]]);
    expect(xml).toContain('<groups><group>Streets</group><group>Safety</group></groups>');
  });

  it('SVC-4: the order is the same from call to call, and what is listed can be posted to', async () => {
    const [first, second] = [(await readBoth(server, 'services')).body, (await readBoth(server, 'services')).body];
    expect(second).toEqual(first);
    for (const { service_code } of first) {
      const fields = { service_code: String(service_code), address_string: 'x', 'attribute[SIZE]': 'S' };
      expect([service_code, (await server.post(fields)).status]).toEqual([service_code, 200]);
    }
  });

  it('D-3, D-4, D-21: metadata is a boolean, a code is a text, keywords are joined by a bare comma', async () => {
    const [pothole] = (await readBoth(server, 'services')).body;
    expect(pothole).toMatchObject({ metadata: true, service_code: 'POTHOLE', keywords: 'road,hole' });
  });

  it('SVC-5: an outage of the database never shortens the list', async () => {
    const postgres = await startPostgres();
    const database = openDatabase({ connectionString: postgres.url }, 2);
    await migrate(database);
    const cut = await startGeoReport(['riverton.example'], { database, close: () => database.destroy() });
    try {
      const before = await (await cut.get('services.json')).json();
      await postgres.stop();
      const after = await cut.get('services.json');
      if (after.status !== 503) expect(await after.json()).toEqual(before);
      expect([200, 503]).toContain(after.status);
    } finally {
      await cut.close();
    }
  });
});

describe('GET services/{service_code} (section 9)', () => {
  const ATTRIBUTE = ['variable', 'code', 'datatype', 'required', 'datatype_description', 'order', 'description'];

  it('DEF-1, MAP-4: a bare object with typed attributes, values only for the list types', async () => {
    const { service_code, attributes } = await definition('POTHOLE');
    expect(service_code).toBe('POTHOLE');
    for (const attribute of attributes) {
      const isList = String(attribute['datatype']).endsWith('list');
      const extra = [...(isList ? ['values'] : []), ...(attribute['automated'] ? ['automated'] : [])];
      expect(Object.keys(attribute)).toEqual([...ATTRIBUTE, ...extra]);
      expect([typeof attribute['variable'], typeof attribute['required'], typeof attribute['order']]).toEqual([
        'boolean',
        'boolean',
        'number',
      ]);
    }
  });

  it('DEF-2, D-17, MAP-2: a service without questions is 200 with an empty list', async () => {
    const { status, body, xml } = await readBoth(server, 'services/RODENTS');
    expect([status, body]).toEqual([200, { service_code: 'RODENTS', attributes: [] }]);
    expect(xml).toMatch(/<attributes>\s*<\/attributes>|<attributes\/>/);
  });

  it('DEF-3: metadata is true exactly where there are questions', async () => {
    for (const { service_code, metadata } of (await readBoth(server, 'services')).body)
      expect([service_code, (await definition(String(service_code))).attributes.length > 0]).toEqual([service_code, metadata]);
  });

  it('DEF-4: attributes ascend by order, values stand in the order that was set', async () => {
    const { attributes } = await definition('POTHOLE');
    const orders = attributes.map(({ order }) => Number(order));
    expect(orders).toEqual([...orders].sort((a, b) => a - b));
    expect(attributes[0]!['values']).toEqual([
      { key: 'S', name: 'Plate' },
      { key: 'L', name: 'Bathtub & <more>' },
    ]);
  });

  it('DEF-5: an unknown or private code is 404 in both formats', async () => {
    for (const code of ['NOPE', 'SECRET', '__proto__', 'constructor', 'toString'])
      expect([code, (await readBoth(server, `services/${code}`)).status]).toEqual([code, 404]);
  });

  it('DEF-6: automated stands only where it is configured, and is never required', async () => {
    const automated = (await definition('POTHOLE')).attributes.filter((each) => 'automated' in each);
    expect(automated.map(({ code, automated: how, required }) => [code, how, required])).toEqual([
      ['fixmystreet_id', 'server_set', false],
    ]);
  });

  it('DEF-7: no further children without extensions=true', async () => {
    const known = new Set([...ATTRIBUTE, 'values', 'automated']);
    for (const attribute of (await definition('POTHOLE')).attributes)
      expect(Object.keys(attribute).filter((key) => !known.has(key))).toEqual([]);
  });
});
