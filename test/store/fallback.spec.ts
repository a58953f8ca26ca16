import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { Fallbacks } from '../../src/delivery/fallback.js';
import { Log } from '../../src/settings/log.js';
import type { FallbackSettings } from '../../src/settings/jurisdiction-settings.js';
import type { Settings } from '../../src/settings/settings.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { FallbackStore } from '../../src/store/fallback.store.js';
import { JourneyStore } from '../../src/store/journey.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';

interface Row {
  readonly connection: string;
  readonly role: string;
  readonly state: string;
  readonly look_first: boolean;
  readonly first_sent_at: Date | null;
  readonly fallback_of: string | null;
}

describe.each(BOTH)('a report that its connection does not take, on %s', (_name, open) => {
  let store: TestStore;
  let clientId: string;
  /** Of this test alone. */
  let crm: string;
  let mailbox: string;

  beforeAll(async () => {
    store = await open();
    clientId = (await new ApiClientStore(store.database).create('an app')).client.id;
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    const city = randomUUID();
    [crm, mailbox] = [`${city}/crm`, `${city}/mailbox`];
    await sql`insert into bridge.connection_gate (connection) values (${crm}), (${mailbox})`.execute(store.database);
  });

  const fallbacks = (policy: Omit<FallbackSettings, 'to'>) => {
    const connections = [
      { id: crm, delivery: { fallback: { to: mailbox, ...policy } } },
      { id: mailbox, delivery: {} },
    ];
    return new Fallbacks(
      { jurisdictions: [{ connections }] } as unknown as Settings,
      new FallbackStore(store.database),
      Log.at('silent'),
    );
  };

  async function filed(minutesAgo: number, state = 'pending', also: readonly string[] = []) {
    const destinations = [crm, ...also].map((connection) => ({ connection, role: 'required' as const }));
    const { publicId } = await new RequestStore(store.database).accept(aReport(clientId, { destinations }));
    const { rows } = await sql<{ id: string }>`
      update bridge.delivery set state = ${state}, created_at = now() - ${minutesAgo} * interval '1 minute'
      where connection = ${crm} returning id`.execute(store.database);
    const deliveryId = rows[0]!.id;
    return { publicId, deliveryId };
  }

  const deliveriesOf = async (publicId: string) =>
    (
      await sql<Row>`
        select d.connection, d.role, d.state, d.look_first, d.first_sent_at, d.fallback_of
        from bridge.delivery d join bridge.service_request r on r.id = d.request_id
        where r.public_id = ${publicId} order by d.connection`.execute(store.database)
    ).rows;
  const isCopied = async (publicId: string) => (await deliveriesOf(publicId)).some(({ fallback_of }) => fallback_of !== null);
  const gate = (change: string) =>
    sql`update bridge.connection_gate set ${sql.raw(change)} where connection = ${crm}`.execute(store.database);

  it('has one copy at the fallback when it is old enough, and is marked to be looked for before it is sent', async () => {
    const { publicId, deliveryId } = await filed(31);
    expect(await fallbacks({ afterMinutes: 30 }).run()).toEqual([mailbox]);
    const [original, copy] = await deliveriesOf(publicId);
    expect(original).toMatchObject({ connection: crm, role: 'required', state: 'pending', look_first: true, fallback_of: null });
    expect(original!.first_sent_at!.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(copy).toMatchObject({
      connection: mailbox,
      role: 'copy',
      state: 'pending',
      look_first: false,
      first_sent_at: null,
      fallback_of: deliveryId,
    });
    expect(await fallbacks({ afterMinutes: 30 }).run()).toEqual([]);
    expect(await deliveriesOf(publicId)).toHaveLength(2);
  });

  it('keeps the moment at which something was first sent to its own CRM', async () => {
    const { publicId, deliveryId } = await filed(31, 'sending');
    const sentAt = new Date('2026-03-02T08:15:30Z');
    await sql`update bridge.delivery set first_sent_at = ${sentAt} where id = ${deliveryId}`.execute(store.database);
    await fallbacks({ afterMinutes: 30 }).run();
    expect((await deliveriesOf(publicId))[0]).toMatchObject({ look_first: true, first_sent_at: sentAt });
  });

  it.each(['pending', 'sending', 'unknown'])('has a copy while it is %s', async (state) => {
    const { publicId } = await filed(31, state);
    await fallbacks({ afterMinutes: 30 }).run();
    expect(await isCopied(publicId)).toBe(true);
  });

  it.each(['delivered', 'dead', 'cancelled'])('has none once it is %s', async (state) => {
    const { publicId } = await filed(31, state);
    expect(await fallbacks({ afterMinutes: 30, breakerOpenMinutes: 0 }).run()).toEqual([]);
    expect(await deliveriesOf(publicId)).toMatchObject([{ look_first: false }]);
  });

  it('has none before its time', async () => {
    const { publicId } = await filed(29);
    expect(await fallbacks({ afterMinutes: 30 }).run()).toEqual([]);
    expect(await isCopied(publicId)).toBe(false);
  });

  it.each([
    ['the circuit breaker has been open for long enough', "breaker = 'open', opened_at = now() - interval '16 minutes'", true],
    ['the circuit breaker opened just now', "breaker = 'open', opened_at = now() - interval '14 minutes'", false],
    ['the CRM is back and tried', "breaker = 'half_open', opened_at = now() - interval '16 minutes'", false],
    ['the circuit breaker is closed again', "breaker = 'closed', opened_at = null", false],
    ['an operator paused the connection long ago', "paused_at = now() - interval '16 minutes', paused_by = 'ann'", true],
    ['an operator paused the connection just now', "paused_at = now() - interval '14 minutes', paused_by = 'ann'", false],
  ])('when %s', async (_when, change, copied) => {
    const { publicId } = await filed(0);
    await gate(change);
    expect(await fallbacks({ breakerOpenMinutes: 15, afterMinutes: 600 }).run()).toEqual(copied ? [mailbox] : []);
    expect(await isCopied(publicId)).toBe(copied);
  });

  it('is not copied where only the breaker counts and no breaker is open, however old it is', async () => {
    const { publicId } = await filed(100_000);
    expect(await fallbacks({ breakerOpenMinutes: 15 }).run()).toEqual([]);
    expect(await isCopied(publicId)).toBe(false);
  });

  it('goes only once to a connection that has it by a route, and is not held up for it', async () => {
    const { publicId } = await filed(31, 'pending', [mailbox]);
    expect(await fallbacks({ afterMinutes: 30 }).run()).toEqual([]);
    expect(await deliveriesOf(publicId)).toMatchObject([
      { connection: crm, look_first: false, first_sent_at: null },
      { connection: mailbox, role: 'required' },
    ]);
  });

  it('has one copy however many processes look at once, and however many reports wait', async () => {
    const reports = 1_203;
    await sql`
      with made as (
        insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, attributes, status,
          detailed_status, private, requested_at, updated_at, api_client_id)
        select ${crm}, n, 'POTHOLE', 'Pothole', 'realtime', '[]', 'open', 'open', false, now(), now(), ${clientId}::uuid
        from generate_series(1, ${reports}::int) n returning id)
      insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
      select gen_random_uuid(), id, ${crm}, 'create_case', 1, 'required', 'pending', 0, 0, now(), now() - interval '1 hour' from made`.execute(
      store.database,
    );
    await Promise.all(Array.from({ length: 4 }, () => fallbacks({ afterMinutes: 30 }).run()));
    await fallbacks({ afterMinutes: 30 }).run();
    const { rows } = await sql<{ copies: number; originals: number; marked: number }>`
      select count(*) filter (where connection = ${mailbox})::int as copies, count(distinct fallback_of)::int as originals,
        count(*) filter (where connection = ${crm} and look_first)::int as marked
      from bridge.delivery where connection in (${crm}, ${mailbox})`.execute(store.database);
    expect(rows[0]).toEqual({ copies: reports, originals: reports, marked: reports });
  });

  it('tells of its copy in its journey', async () => {
    const { publicId } = await filed(31);
    await fallbacks({ afterMinutes: 30 }).run();
    const [journey] = await new JourneyStore(store.database).find(publicId);
    expect(journey!.events).toContainEqual({
      at: expect.any(Date),
      what: 'copy for the fallback',
      where: mailbox,
      detail: `as ${crm} had not taken it`,
    });
  });
});
