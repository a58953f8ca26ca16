import { sql } from 'kysely';
import { firstTables } from '../../src/store/migrations/0001-first-tables.js';
import { migrate } from '../../src/store/migrate.js';
import { openDatabase } from '../../src/store/database.js';
import { RequestStore } from '../../src/store/request.store.js';
import { UpdateStore } from '../../src/store/update.store.js';
import { freshDatabase } from '../support/databases.js';
import { aReport } from '../support/stores.js';

const CLIENT = '00000000-0000-4000-8000-000000000001';
const OLD_STORE = `
create schema bridge;
create table bridge.migration (name text primary key, run_at timestamptz not null default now());
${firstTables}
insert into bridge.migration (name) values ('0001-first-tables');
insert into bridge.api_client (id, name, key_prefix, key_hash, created_at) values ('${CLIENT}', 'an app', 'o311_', '\\x00', now());
insert into bridge.service_request (jurisdiction_id, public_id, token, service_code, service_name, attributes, status, detailed_status, private,
  requested_at, updated_at, api_client_id, idempotency_key)
select 'riverton.example', id, token, 'POTHOLE', 'Pothole', '[]', 'closed', 'fixed', false, '2026-03-02T08:15:30.7Z', now(), '${CLIENT}', key
from (values ('26-1', null, 'header:abc'), ('26-2', 'T-2', 'fixmystreet_id:7')) old (id, token, key);
insert into bridge.request_update (request_id, source, source_id, status, detailed_status, description, event_at, available_at)
select id, 'riverton.example/crm', public_id, 'closed', 'fixed', 'Filled', now(), '2026-03-02T08:15:30.9Z' from bridge.service_request;
`;

it('brings a store of the first release along: its keys give their first answers, its updates are listed', async () => {
  const { url, drop } = await freshDatabase();
  const database = openDatabase({ connectionString: url }, 2);
  await sql.raw(OLD_STORE).execute(database);
  await migrate(database);
  const requests = new RequestStore(database);
  const again = (idempotencyKey: string) => requests.accept(aReport(CLIENT, { idempotencyKey }));
  expect(await again('header:abc')).toMatchObject({ publicId: '26-1', serviceType: 'realtime', connections: [] });
  expect(await again('fixmystreet_id:7')).toMatchObject({
    publicId: '26-2',
    serviceType: 'batch',
    token: 'T-2',
    connections: [],
  });
  const window = { from: new Date('2026-03-02'), to: new Date('2026-03-03'), limit: 10, offset: 0 };
  const { updates: listed } = await new UpdateStore(database).list('riverton.example', window);
  expect(listed.map(({ requestId, availableAt }) => [requestId, availableAt.toISOString()])).toEqual([
    ['26-1', '2026-03-02T08:15:31.000Z'],
    ['26-2', '2026-03-02T08:15:31.000Z'],
  ]);
  expect(new Set(listed.map(({ id }) => id)).size).toBe(2);
  await database.destroy();
  await drop();
});
