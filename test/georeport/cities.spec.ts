import { jest } from '@jest/globals';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { aCity, aService, type GeoReportServer, startGeoReport } from './server.js';

const NORTH = 'north.example';
const SOUTH = 'south.example';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport([
    {
      ...aCity(NORTH),
      publicIdPattern: 'A-NNNNNN',
      services: [aService({ code: 'SNOW' }), aService({ code: 'BOTH' }), aService({ code: 'LATER', type: 'batch' })],
    },
    {
      ...aCity(SOUTH),
      timeZone: 'Asia/Tokyo',
      publicIdPattern: 'S-NNNN',
      services: [aService({ code: 'SAND' }), aService({ code: 'BOTH' })],
    },
  ]);
});
afterAll(() => server.close());

const report = { service_code: 'BOTH', lat: '42.3601', long: '-71.0589' };
const RESOURCES = [
  'services.json',
  'services/BOTH.json',
  'requests.json',
  'requests/1.json',
  'tokens/1.json',
  'servicerequestupdates.json',
];

async function file(city: string): Promise<string> {
  const answer = await server.post({ ...report, jurisdiction_id: city });
  const [{ service_request_id }] = (await answer.json()) as [{ service_request_id: string }];
  return service_request_id;
}

describe('one process serves several cities', () => {
  it.each(RESOURCES)('JUR-1: %s without jurisdiction_id or with an empty one is 400, with an unknown one 404', async (path) => {
    for (const [query, status] of [
      ['', 400],
      ['?jurisdiction_id=', 400],
      ['?jurisdiction_id=west.example', 404],
    ] as const) {
      const answer = await server.get(path + query);
      expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining('jurisdiction_id')]);
    }
  });

  it.each(['requests.json', 'servicerequestupdates.json'])('JUR-1: a post to %s likewise', async (path) => {
    for (const [fields, status] of [
      [report, 400],
      [{ ...report, jurisdiction_id: '' }, 400],
      [{ ...report, jurisdiction_id: 'west.example' }, 404],
    ] as const) {
      const answer = await server.post(fields, { path });
      expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining('jurisdiction_id')]);
    }
  });

  it('JUR-1: discovery needs none', async () => {
    expect((await server.get('discovery.json')).status).toBe(200);
  });

  it('JUR-5: a post names its city in the body or the query', async () => {
    expect((await server.post({ ...report, jurisdiction_id: NORTH })).status).toBe(200);
    expect((await server.post(report, { path: `requests.json?jurisdiction_id=${NORTH}` })).status).toBe(200);
  });

  it('each city lists and takes its own services only', async () => {
    const listed = (await (await server.get(`services.json?jurisdiction_id=${SOUTH}`)).json()) as { service_code: string }[];
    expect(listed.map((each) => each.service_code).sort()).toEqual(['BOTH', 'SAND']);
    expect((await server.post({ ...report, service_code: 'SNOW', jurisdiction_id: NORTH })).status).toBe(200);
    expect((await server.post({ ...report, service_code: 'SNOW', jurisdiction_id: SOUTH })).status).toBeGreaterThanOrEqual(400);
  });

  it('JUR-5: the city in the body wins over the one in the query', async () => {
    const answer = await server.post({ ...report, jurisdiction_id: NORTH }, { path: `requests.json?jurisdiction_id=${SOUTH}` });
    expect(await answer.text()).toContain('"A-');
  });

  it('POST-20: the same idempotency key in two cities is two reports', async () => {
    const headers = { 'idempotency-key': 'one' };
    const answers = [];
    for (const city of [NORTH, SOUTH, NORTH])
      answers.push(await (await server.post({ ...report, jurisdiction_id: city }, { headers })).text());
    expect(answers[2]).toBe(answers[0]);
    expect(answers[1]).not.toBe(answers[0]);
  });

  it("DATE-4: a date without a zone is read in the city's own", async () => {
    await server.post({ ...report, jurisdiction_id: NORTH });
    await server.post({ ...report, jurisdiction_id: SOUTH });
    const soon = new Date(Date.now() + 3_600_000);
    const wallClock = (timeZone: string) => soon.toLocaleString('sv', { timeZone }).replace(' ', 'T');
    const listed = async (city: string, end: string) =>
      ((await (await server.get(`requests.json?jurisdiction_id=${city}&end_date=${end}`)).json()) as unknown[]).length > 0;
    expect(await listed(NORTH, wallClock('America/New_York'))).toBe(true);
    expect(await listed(SOUTH, wallClock('Asia/Tokyo'))).toBe(true);
    // Thirteen or fourteen hours earlier in Tokyo.
    expect(await listed(SOUTH, wallClock('America/New_York'))).toBe(false);
  });

  it('tokens and updates of one city are not found under the other', async () => {
    const batch = { ...report, service_code: 'LATER', jurisdiction_id: NORTH };
    const [{ token }] = (await (await server.post(batch)).json()) as [{ token: string }];
    const north = await file(NORTH);
    const update = { update_id: '1', status: 'OPEN', updated_datetime: '2026-03-03T10:00:00Z', description: 'more' };
    const post = (city: string) =>
      server.post({ ...update, service_request_id: north, jurisdiction_id: city }, { path: 'servicerequestupdates.json' });
    expect([(await post(SOUTH)).status, (await post(NORTH)).status]).toEqual([404, 200]);
    for (const [city, status] of [
      [NORTH, 200],
      [SOUTH, 404],
    ] as const)
      expect((await server.get(`tokens/${token}.json?jurisdiction_id=${city}`)).status).toBe(status);
  });

  it("ids follow each city's pattern, and a request is 404 under the other city", async () => {
    const [north, south] = [await file(NORTH), await file(SOUTH)];
    expect([north, south]).toEqual([expect.stringMatching(/^A-\d{6}$/), expect.stringMatching(/^S-\d{4}$/)]);
    expect((await server.get(`requests/${north}.json?jurisdiction_id=${NORTH}`)).status).toBe(200);
    expect((await server.get(`requests/${north}.json?jurisdiction_id=${SOUTH}`)).status).toBe(404);
  });

  it('KEY-2: a key of one city is 403 for the other', async () => {
    const { key } = await new ApiClientStore(server.store.database).create('north', { jurisdictions: [NORTH] });
    expect((await server.post({ ...report, api_key: key, jurisdiction_id: NORTH })).status).toBe(200);
    expect((await server.post({ ...report, api_key: key, jurisdiction_id: SOUTH })).status).toBe(403);
  });

  it('KEY-2: a key that was revoked is 403 seconds later, in a process that had just seen it', async () => {
    const clients = new ApiClientStore(server.store.database);
    const { key, client } = await clients.create('leaves');
    expect((await server.post({ ...report, api_key: key, jurisdiction_id: NORTH })).status).toBe(200);
    await clients.revoke(client.keyPrefix);
    const seconds = jest.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + 6_000);
    expect((await server.post({ ...report, api_key: key, jurisdiction_id: NORTH })).status).toBe(403);
    seconds.mockRestore();
  });
});
