import { sql } from 'kysely';
import { Area } from '../../src/domain/area.js';
import { aCity, aService, type GeoReportServer, startGeoReport } from './server.js';

const HARBOUR = new Area([
  [
    [
      [-71.05, 42.35],
      [-71, 42.35],
      [-71, 42.4],
      [-71.05, 42.4],
      [-71.05, 42.35],
    ],
  ],
]);
const SERVICES = [
  aService({ code: 'ROAD', name: 'Road', groups: ['Streets'] }),
  aService({ code: 'BOAT', name: 'Adrift boat', groups: ['Water'] }),
];

let server: GeoReportServer;
beforeAll(async () => {
  const riverton = {
    ...aCity('riverton.example'),
    services: SERVICES,
    routes: [
      { to: 'crm', role: 'required' as const },
      { to: 'police', role: 'required' as const, groups: ['Water'] },
      { to: 'port', role: 'required' as const, area: HARBOUR, services: ['BOAT', 'ROAD'] },
      { to: 'mailbox', role: 'copy' as const, services: ['ROAD'] },
    ],
  };
  const oakville = { ...aCity('oakville.example'), services: SERVICES, routes: [{ to: 'crm', role: 'required' as const }] };
  server = await startGeoReport([riverton, oakville]);
});
afterAll(() => server.close());

/** Connection and role of every delivery that came of a report. */
async function sentTo(fields: Record<string, string>): Promise<string[]> {
  const description = `report ${crypto.randomUUID()}`;
  const response = await server.post({ jurisdiction_id: 'riverton.example', description, ...fields });
  expect(response.status).toBe(200);
  const { rows } = await sql<{ connection: string; role: string }>`
    select d.connection, d.role from bridge.delivery d join bridge.service_request r on r.id = d.request_id
    where r.description = ${description} and d.step = 'create_case' order by 1`.execute(server.store.database);
  return rows.map(({ connection, role }) => `${connection} ${role}`);
}

const CRM = 'riverton.example/crm required';
const PORT = 'riverton.example/port required';
const POLICE = 'riverton.example/police required';
const MAILBOX = 'riverton.example/mailbox copy';
const inside = { lat: '42.36', long: '-71.02' };
const elsewhere = { lat: '42.3', long: '-71.1' };

it.each<[string, Record<string, string>, string[]]>([
  ['by its service and its place', { service_code: 'ROAD', ...inside }, [CRM, MAILBOX, PORT]],
  ['by its service alone where its place is in no area', { service_code: 'ROAD', ...elsewhere }, [CRM, MAILBOX]],
  ['by its group', { service_code: 'BOAT', ...elsewhere }, [CRM, POLICE]],
  ['by group and place', { service_code: 'BOAT', ...inside }, [CRM, POLICE, PORT]],
  ['by no area when it has an address only', { service_code: 'BOAT', address_string: 'Pier 4' }, [CRM, POLICE]],
  ['by no area when it has an address id only', { service_code: 'ROAD', address_id: '12' }, [CRM, MAILBOX]],
])('a report goes to every connection that a route names %s', async (_how, fields, expected) => {
  expect(await sentTo(fields)).toEqual(expected);
});

it('a report goes to the connections of its own city only', async () => {
  expect(await sentTo({ jurisdiction_id: 'oakville.example', service_code: 'BOAT', ...inside })).toEqual([
    'oakville.example/crm required',
  ]);
});
