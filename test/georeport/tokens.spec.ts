import { sql } from 'kysely';
import type { Outcome } from '../../src/store/settle.js';
import { deliveryOf, settle, take } from '../support/deliveries.js';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

async function token(): Promise<string> {
  const response = await server.post({ service_code: 'LATER', lat: '42.3601', long: '-71.0589' });
  return ((await response.json()) as [{ token: string }])[0].token;
}

/** Settles the report's delivery, as a worker does. */
async function delivery(ofToken: string, outcome: Outcome): Promise<void> {
  const { database } = server.store;
  const taken = await take(database, await deliveryOf(database, ofToken));
  expect(await settle(database, taken, outcome)).toMatchObject({ written: true });
}

const look = async (of: string, format = 'json') => server.get(`tokens/${of}.${format}`);
const REFUSED: Outcome = { is: 'dead', kind: 'rejected', reason: 'Category <42> is not in use' };

describe('GET tokens (section 11)', () => {
  it.each([
    ['json', '[{"code":400,"description":"the city\'s system refused this report: Category <42> is not in use"}]'],
    ['xml', "<description>the city's system refused this report: Category &lt;42&gt; is not in use</description>"],
  ])('TOK-3: a report that the back office finally refused is 400 with its reason: %s', async (format, text) => {
    const refused = await token();
    await delivery(refused, REFUSED);
    const response = await look(refused, format);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(text);
  });

  it.each([
    ['was given up for another reason', { is: 'dead', kind: 'transient', reason: 'refused connection' }],
    ['is in doubt', { is: 'unknown', kind: 'unknown', reason: 'no answer' }],
    ['will be tried again', { is: 'retry', kind: 'transient', reason: 'busy', mayExist: false, pauseMs: 1000 }],
    ['is a case', { is: 'delivered', caseRef: 'CASE-1', adopted: false }],
  ] as const)('TOK-1: the token of a report that %s resolves', async (_case, outcome) => {
    const kept = await token();
    await delivery(kept, outcome);
    expect(await (await look(kept)).json()).toEqual([{ service_request_id: expect.any(String), token: kept }]);
  });

  it('TOK-3: one CRM that refuses does not outweigh another that may still take the report', async () => {
    const shared = await token();
    await sql`
      insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
      select gen_random_uuid(), id, 'riverton.example/second', 'create_case', 1, 'required', 'pending', 0, 0, now() + interval '1 day', now()
      from bridge.service_request where token = ${shared}`.execute(server.store.database);
    await sql`
      update bridge.delivery d set state = 'dead', last_error_kind = 'rejected', last_error_text = 'no'
      from bridge.service_request r where r.id = d.request_id and r.token = ${shared} and d.connection like '%/crm'`.execute(
      server.store.database,
    );
    expect((await look(shared)).status).toBe(200);
    await sql`
      update bridge.delivery d set state = 'cancelled' from bridge.service_request r
      where r.id = d.request_id and r.token = ${shared} and d.connection like '%/second'`.execute(server.store.database);
    expect((await look(shared)).status).toBe(400);
  });

  it('TOK-2, D-7: a token is never pending: it resolves at once, before anything was delivered', async () => {
    const young = await token();
    const response = await look(young);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual([{ service_request_id: expect.stringMatching(/^\d\d-\d{8}$/), token: young }]);
  });

  it('TOK-4: a token outlives the 90 days in which its request is listed', async () => {
    const old = await token();
    await sql`update bridge.service_request set requested_at = now() - interval '5 years' where token = ${old}`.execute(
      server.store.database,
    );
    expect((await look(old)).status).toBe(200);
  });
});
