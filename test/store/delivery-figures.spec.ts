import { sql } from 'kysely';
import { DeliveryFiguresStore, FIGURES } from '../../src/store/delivery-figures.store.js';
import { GateStore } from '../../src/store/gate.store.js';
import { aLane } from '../support/lanes.js';
import { BOTH, type TestStore } from '../support/stores.js';

const CRM = 'riverton.example/crm';
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

describe.each(BOTH)('on %s', (_name, open) => {
  let store: TestStore;
  let figures: DeliveryFiguresStore;
  beforeEach(async () => {
    store = await open();
    figures = new DeliveryFiguresStore(store.database);
  });
  afterEach(() => store.close());

  it('tells of each connection what waits, is due, is blocked, and needs a person, and how old the oldest is', async () => {
    await aLane(store.database, [
      { created_at: ago(300), not_before: ago(-60), attempts: 1 },
      { state: 'pending', blocked: true },
    ]);
    await aLane(store.database, [{ created_at: ago(100), not_before: ago(100) }]);
    await aLane(store.database, [{ state: 'unknown' }]);
    await aLane(store.database, [{ state: 'dead' }]);
    await aLane(store.database, [{ state: 'dead' }]);
    await aLane(store.database, [{ state: 'delivered', created_at: ago(9_000) }]);
    const [crm, ...others] = await figures.ofConnections();
    expect(others).toEqual([]);
    expect(crm).toMatchObject({ connection: CRM, waiting: 2, due: 1, blocked: 1, inHand: 0, unknown: 1, dead: 2 });
    expect(crm).toMatchObject({ breaker: 'closed', paused: false });
    expect(crm!.oldestSeconds).toBeGreaterThanOrEqual(300);
    expect(crm!.oldestSeconds).toBeLessThan(900);
  });

  it('tells calls in hand, and those of dead workers no longer', async () => {
    await new GateStore(store.database).ensure(CRM, 3);
    await sql`update bridge.connection_slot set held_by = gen_random_uuid(), held_until = now() + interval '1 minute' where slot = 1`.execute(
      store.database,
    );
    await sql`update bridge.connection_slot set held_by = gen_random_uuid(), held_until = now() - interval '1 second' where slot = 2`.execute(
      store.database,
    );
    expect(await figures.ofConnections()).toMatchObject([{ connection: CRM, inHand: 1, waiting: 0, oldestSeconds: 0 }]);
  });

  it('tells breaker, pause and the age of what is known of the CRM', async () => {
    await new GateStore(store.database).ensure(CRM, 1);
    await sql`update bridge.connection_gate set breaker = 'open', reason_kind = 'misconfigured', reason_text = 'wrong password',
      opened_at = now(), paused_at = now()`.execute(store.database);
    await sql`insert into bridge.sync_cursor (connection, cursor_at) values (${CRM}, now() - interval '90 seconds')`.execute(
      store.database,
    );
    const [crm] = await figures.ofConnections();
    expect(crm).toMatchObject({ breaker: 'open', paused: true });
    expect(crm!.pollSeconds).toBeGreaterThanOrEqual(90);
    expect(await figures.away()).toMatchObject([
      { connection: CRM, breaker: 'open', reasonKind: 'misconfigured', reasonText: 'wrong password' },
    ]);
  });

  it('names nobody as away who is not', async () => {
    await new GateStore(store.database).ensure(CRM, 1);
    expect(await figures.away()).toEqual([]);
  });

  it('reads no delivery that is done, however many there are', async () => {
    const { requestId } = await aLane(store.database, [{}]);
    await sql`insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
      select gen_random_uuid(), ${requestId}, 'riverton.example/c' || n, 'create_case', 1, 'required', 'delivered', 1, 1, now(), now()
      from generate_series(1, 20000) n`.execute(store.database);
    await sql`analyze bridge.delivery`.execute(store.database);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${FIGURES}`.execute(store.database);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    for (const index of ['delivery_due', 'delivery_blocked', 'delivery_parked']) expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan on delivery');
    expect(await figures.ofConnections()).toHaveLength(1);
  });
});
