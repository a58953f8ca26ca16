import { sql } from 'kysely';
import { Area } from '../../src/domain/area.js';
import { readBoth } from './documents.js';
import { aCity, aService, type GeoReportServer, startGeoReport } from './server.js';

const box = (west: number, south: number, east: number, north: number): [number, number][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const CITY = new Area([[box(-71.2, 42.2, -71, 42.4), box(-71.12, 42.3, -71.1, 42.32)]]);
const HARBOUR = new Area([[box(-71.05, 42.35, -71, 42.4)]]);
const SERVICES = [
  aService({ code: 'ROAD', name: 'Road' }),
  aService({ code: 'BOAT', name: 'Adrift boat', area: HARBOUR }),
  aService({ code: 'SECRET', private: true }),
];

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport([{ ...aCity('riverton.example'), name: 'Riverton', area: CITY, services: SERVICES }]);
});
afterAll(() => server.close());

const file = async (service_code: string, place: Record<string, string>) => {
  const response = await server.post({ service_code, ...place });
  return { status: response.status, body: (await response.json()) as { code: number; description: string }[] };
};
const codes = async (query: string) =>
  ((await readBoth(server, `services${query}`)).body as { service_code: string }[]).map((each) => each.service_code);

describe('POST-10: a report from a place outside', () => {
  it.each([
    ['the city', { lat: '51.5', long: '-0.1' }],
    ['the city, in a hole of its area', { lat: '42.31', long: '-71.11' }],
  ])('%s is 400 with a plain sentence that names the city', async (_where, place) => {
    expect(await file('ROAD', place)).toEqual({
      status: 400,
      body: [{ code: 400, description: 'this place is outside Riverton, which takes reports from its own area only' }],
    });
  });

  it('the area of its service is 400 and names the service, beside every other problem', async () => {
    const { status, body } = await file('BOAT', { lat: '42.25', long: '-71.1', description: 'x'.repeat(4_001) });
    expect([status, body.map(({ description }) => description)]).toEqual([
      400,
      ['Adrift boat is not offered at this place', expect.stringContaining('description must have at most 4000')],
    ]);
  });

  it('is nowhere to be seen afterwards', async () => {
    await file('ROAD', { lat: '51.5', long: '-0.1', description: 'outside' });
    expect(JSON.stringify((await readBoth(server, 'requests')).body)).not.toContain('outside');
  });
});

it.each([
  ['inside', 'ROAD', { lat: '42.21', long: '-71.19' }],
  ['on the border', 'ROAD', { lat: '42.2', long: '-71.1' }],
  ['in the area of its service', 'BOAT', { lat: '42.36', long: '-71.01' }],
  ['with an address only', 'BOAT', { address_string: 'Pier 4' }],
])('POST-10: a report %s is taken', async (_where, code, place) => {
  expect((await file(code, place as Record<string, string>)).status).toBe(200);
});

it('section 8: lat and long list what is offered at that place, and nothing outside the city', async () => {
  expect(await codes('')).toEqual(['ROAD', 'BOAT']);
  expect(await codes('?lat=42.36&long=-71.01')).toEqual(['ROAD', 'BOAT']);
  expect(await codes('?lat=42.21&long=-71.19')).toEqual(['ROAD']);
  expect(await codes('?lat=51.5&long=-0.1')).toEqual([]);
});

it('DISC-7: the changeset moves when an area does, so that no list at a place is taken for unchanged', async () => {
  const changeset = async ({ get }: GeoReportServer) =>
    ((await (await get('discovery.json')).json()) as { changeset: string }).changeset;
  const again = (area: Area) =>
    startGeoReport([{ ...aCity('riverton.example'), name: 'Riverton', area, services: SERVICES }], {
      database: server.store.database,
      close: () => Promise.resolve(),
    });
  const before = await changeset(server);
  await sql`update bridge.service_list set changed_at = changed_at - interval '1 hour'`.execute(server.store.database);
  const earlier = new Date(Date.parse(before) - 3_600_000);
  const [same, other] = [await again(CITY), await again(HARBOUR)];
  try {
    expect(new Date(await changeset(same))).toEqual(earlier);
    expect(Date.parse(await changeset(other))).toBeGreaterThan(earlier.getTime());
  } finally {
    await Promise.all([same.close(), other.close()]);
  }
});

it('section 8: one of lat and long alone is ignored, and what is no place is 400', async () => {
  expect(await codes('?lat=51.5')).toEqual(['ROAD', 'BOAT']);
  const { status, body } = await readBoth(server, 'services?lat=north&long=181');
  expect([status, body]).toEqual([
    400,
    [
      { code: 400, description: 'lat must be a number from -90 to 90' },
      { code: 400, description: 'long must be a number from -180 to 180' },
    ],
  ]);
});
