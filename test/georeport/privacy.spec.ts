import { sql } from 'kysely';
import { MaterialStore } from '../../src/store/material.store.js';
import { SyncStore } from '../../src/store/sync.store.js';
import { deliveryOf } from '../support/deliveries.js';
import { aCity, aService, type GeoReportServer, startGeoReport } from './server.js';

const ID = 'riverton.example';
const SERVICES = [
  aService({ code: 'OPEN', maskContacts: true, type: 'batch' }),
  aService({ code: 'PLAIN' }),
  aService({ code: 'HIDDEN', private: true, name: 'Zzhidden service' }),
];
let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport([{ ...aCity(ID), country: 'US', services: SERVICES }]);
});
afterAll(() => server.close());

const PERSONAL = {
  email: 'zzmail@zz.example',
  phone: 'zzphone-5551',
  first_name: 'Zzfirst',
  last_name: 'Zzlast',
  device_id: 'zzdevice',
  account_id: 'zzaccount',
};
const FORMATS = ['xml', 'json'];

/** Everything a GET may answer about a report, status line and headers included, in both formats, with and without extensions. */
async function everything(ids: readonly string[], tokens: readonly string[], code: string): Promise<string> {
  const singles = [...ids.map((id) => `requests/${id}`), ...tokens.map((token) => `tokens/${token}`), `services/${code}`];
  const lists = ['requests', 'services', 'discovery', 'servicerequestupdates', 'requests/nothing'];
  const queries = ['', 'extensions=true', `service_request_id=${ids.join(',')}&extensions=true`, 'q=zz', `service_code=${code}`];
  const found: string[] = [];
  for (const path of [...singles, ...lists])
    for (const format of FORMATS)
      for (const query of queries) {
        const answer = await server.get(`${path}.${format}?${query}`, { authorization: `Bearer ${server.key}` });
        found.push(JSON.stringify([...answer.headers]), await answer.text());
      }
  return found.join('\n');
}

async function filed(fields: Record<string, string>): Promise<{ id: string; token?: string }> {
  const [answer] = (await (await server.post({ lat: '42', long: '-71', ...PERSONAL, ...fields })).json()) as [{ token?: string }];
  const rows = server.store.database.selectFrom('service_request').select(['public_id', 'token']).orderBy('id', 'desc');
  const { public_id: id } = await rows.executeTakeFirstOrThrow();
  return { id, token: answer.token };
}

async function crmSays(id: string, notes: string): Promise<void> {
  const { database } = server.store;
  await sql`insert into bridge.crm_case (connection, case_ref, request_id, created_at)
    select ${`${ID}/crm`}, public_id, id, now() from bridge.service_request where public_id = ${id}`.execute(database);
  const news = { caseRef: id, crmStatus: 'x', public: { status: 'open' as const, detail: 'in_progress' as const, notes } };
  await new SyncStore(database).apply(`${ID}/crm`, [news]);
  await sql`update bridge.request_update set available_at = date_trunc('second', now())`.execute(database);
}

it('POST-21: nothing personal of a report or an update leaves by any GET, in any format, with extensions or without', async () => {
  const plain = await filed({ service_code: 'PLAIN', description: 'in the open' });
  const batch = await filed({ service_code: 'OPEN' });
  const update = { service_request_id: plain.id, update_id: 'u1', status: 'OPEN', updated_datetime: '2026-03-03T10:00:00Z' };
  const posted = await server.post(
    { ...PERSONAL, ...update, title: 'Zztitle', description: 'more' },
    { path: 'servicerequestupdates.json' },
  );
  expect(posted.status).toBe(200);
  const answers = await everything([plain.id, batch.id], [batch.token!], 'PLAIN');
  expect(answers).toContain('in the open');
  for (const value of [...Object.values(PERSONAL), 'Zztitle']) expect(answers.toLowerCase()).not.toContain(value.toLowerCase());
});

it('LIST-9, ONE-2: a private service and its requests are not listed, fetched, found or told of', async () => {
  const { id } = await filed({ service_code: 'HIDDEN', description: 'Zzsecret words', address_string: 'Zzsecret street' });
  await crmSays(id, 'Zzsecret notes');
  const answers = await everything([id], [], 'HIDDEN');
  expect(answers).not.toMatch(/Zzsecret|Zzhidden/);
  for (const path of [`requests/${id}.json`, `request/${id}.xml`, 'services/HIDDEN.json'])
    expect((await server.get(path)).status).toBe(404);
});

describe('where a service says maskContacts', () => {
  const TEXT = 'Call (617) 635-4500 or mail me@home.example.org';
  const MASKED = 'Call [phone number removed] or mail [e-mail address removed]';

  it('phone numbers and e-mail addresses are taken out of every text of a request and its updates, in both formats', async () => {
    const { id } = await filed({ service_code: 'OPEN', description: TEXT, address_string: `12 Mill Lane, ${TEXT}` });
    await crmSays(id, `Crew says: ${TEXT}`);
    const answers = await everything([id], [], 'OPEN');
    expect(answers).not.toMatch(/635-4500|me@home/);
    expect(await (await server.get(`requests/${id}.json`)).json()).toMatchObject([
      { description: MASKED, address: `12 Mill Lane, ${MASKED}`, status_notes: `Crew says: ${MASKED}` },
    ]);
    expect(await (await server.get('servicerequestupdates.xml')).text()).toContain(`Crew says: ${MASKED}`);
  });

  it('the CRM gets what was written, and a service that does not say so shows it', async () => {
    const { id: publicId } = await filed({ service_code: 'OPEN', description: TEXT });
    const forCrm = await new MaterialStore(server.store.database).request(await deliveryOf(server.store.database, publicId));
    expect(forCrm.description).toBe(TEXT);
    expect(forCrm.reporter).toEqual({
      email: PERSONAL.email,
      phone: PERSONAL.phone,
      firstName: PERSONAL.first_name,
      lastName: PERSONAL.last_name,
      deviceId: PERSONAL.device_id,
      accountId: PERSONAL.account_id,
    });
    const plain = await filed({ service_code: 'PLAIN', description: TEXT });
    expect(await (await server.get(`requests/${plain.id}.json`)).text()).toContain(TEXT);
  });
});
