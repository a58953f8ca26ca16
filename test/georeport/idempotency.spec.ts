import { ApiClientStore } from '../../src/store/api-client.store.js';
import { type GeoReportServer, startGeoReport } from './server.js';

const CITIES = ['riverton.example', 'oakville.example'];
let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport(CITIES);
});
afterAll(() => server.close());

const rodents = { jurisdiction_id: CITIES[0]!, service_code: 'RODENTS', lat: '42.3601', long: '-71.0589' };
type Fields = Record<string, string>;
const post = async (fields: Fields, key?: string, at = server) => {
  const response = await at.post({ ...rodents, ...fields }, { headers: key ? { 'idempotency-key': key } : {} });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>[];
};

describe('POST-20: what was sent before gets the first answer again', () => {
  it.each([
    ['of a batch report, when the repeat names a realtime service', 'LATER', 'RODENTS'],
    ['of a realtime report, when the repeat names a batch service', 'RODENTS', 'LATER'],
  ])('%s', async (_case, service, other) => {
    const first = await post({ service_code: service, account_id: 'acc-1' }, `first ${service}`);
    expect(await post({ service_code: other, account_id: 'acc-2' }, `first ${service}`)).toEqual(first);
    expect(first).toMatchObject([{ account_id: 'acc-1' }]);
  });

  it.each([
    ['has no location any more', { lat: '', long: '' }],
    ['names a service that is gone', { service_code: 'GONE' }],
  ])('even where the repeat %s', async (_case, fields) => {
    const report = { 'attribute[fixmystreet_id]': `refused ${Object.keys(fields).join()}` };
    const first = await post(report);
    expect(await post({ ...report, ...fields })).toEqual(first);
  });

  it('by a bridge started anew on the same store', async () => {
    const first = await post({}, 'restarted');
    const again = await startGeoReport(CITIES, { database: server.store.database, close: async () => undefined });
    expect(await post({ api_key: server.key }, 'restarted', again)).toEqual(first);
    await again.close();
  });

  it('in either format', async () => {
    await post({}, 'format');
    const xml = await server.post(rodents, { path: 'requests.xml', headers: { 'idempotency-key': 'format' } });
    const [{ service_request_id }] = (await post({}, 'format')) as [{ service_request_id: string }];
    expect(await xml.text()).toContain(`<service_request_id>${service_request_id}</service_request_id>`);
  });
});

describe('POST-20: what only looks alike is another report', () => {
  it('from another source: the header is not the attribute', async () => {
    expect(await post({ 'attribute[fixmystreet_id]': '77' })).not.toEqual(await post({}, '77'));
  });

  it('from another client', async () => {
    const { key } = await new ApiClientStore(server.store.database).create('another app');
    expect(await post({ api_key: key }, 'same')).not.toEqual(await post({}, 'same'));
  });

  it('in another jurisdiction', async () => {
    expect(await post({ jurisdiction_id: CITIES[1]! }, 'same')).not.toEqual(await post({}, 'same'));
  });

  it('with a key that differs in its last letter only, of any length', async () => {
    // Without a pattern, so that no compression makes it fit an index by luck.
    const long = Array.from({ length: 9_000 }, (_, n) => String.fromCharCode(48 + ((n * n * 31 + n * 7) % 70))).join('');
    const [first, again, other] = [`${long}a`, `${long}a`, `${long}b`].map((id) => ({ 'attribute[fixmystreet_id]': id }));
    const answers = [await post(first!), await post(again!), await post(other!)];
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).not.toEqual(answers[0]);
  });
});
