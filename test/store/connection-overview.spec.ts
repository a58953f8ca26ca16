import { sql } from 'kysely';
import { auditOf } from '../../src/store/audit.js';
import { ConnectionOverviewStore } from '../../src/store/connection-overview.store.js';
import { aLane } from '../support/lanes.js';
import { BOTH, type TestStore } from '../support/stores.js';

const LONG_AGO = new Date('2026-01-01T00:00:00Z');

describe.each(BOTH)('connections on %s', (_name, open) => {
  let store: TestStore;
  let overview: ConnectionOverviewStore;
  beforeAll(async () => {
    store = await open();
    overview = new ConnectionOverviewStore(store.database);
  });
  afterAll(() => store.close());

  const gateOf = (connection: string) =>
    store.database.selectFrom('connection_gate').selectAll().where('connection', '=', connection).executeTakeFirstOrThrow();
  const actsOn = async (connection: string) =>
    (await auditOf(store.database, `connection/${connection}`)).map(({ actor, action }) => [actor, action]);

  it('are listed with what waits, also those that are configured no more and those that nothing waits for', async () => {
    await aLane(store.database, [
      { connection: 'old/crm', state: 'dead' },
      { connection: 'old/crm', state: 'unknown' },
      { connection: 'old/crm', created_at: LONG_AGO },
      { connection: 'old/crm', state: 'sending' },
      { connection: 'old/crm', state: 'delivered' },
      { connection: 'done/crm', state: 'delivered' },
    ]);
    const nothing = { breaker: 'closed', waiting: 0, unknown: 0, dead: 0, oldestWaiting: null };
    expect(await overview.list(['new/crm'])).toMatchObject([
      { connection: 'new/crm', ...nothing },
      { connection: 'old/crm', breaker: 'closed', waiting: 2, unknown: 1, dead: 1, oldestWaiting: LONG_AGO },
    ]);
  });

  it('are paused once, by somebody, and resumed once', async () => {
    await overview.pause('a/crm', 'Ada');
    await expect(overview.pause('a/crm', 'Bob')).rejects.toThrow(/^a\/crm is paused already, since \d{4}-.* by Ada$/);
    expect(await overview.list([])).toContainEqual(expect.objectContaining({ connection: 'a/crm', pausedBy: 'Ada' }));
    expect(await overview.resume('a/crm', 'Bob')).toEqual({ wasPaused: true, wasOpen: false, wasRefusing: false });
    expect(await gateOf('a/crm')).toMatchObject({ paused_at: null, paused_by: null });
    await expect(overview.resume('a/crm', 'Bob')).rejects.toThrow('a/crm is neither paused nor held');
    await expect(overview.resume('never/crm', 'Bob')).rejects.toThrow('neither paused nor held');
    expect(await actsOn('a/crm')).toEqual([
      ['Ada', 'connection.pause'],
      ['Bob', 'connection.resume'],
    ]);
  });

  it('that are held are asked at once whether they are back, and stay held until they answer', async () => {
    await sql`insert into bridge.connection_gate (connection, breaker, reason_kind, reason_text, opened_at, probe_at)
      values ('held/crm', 'open', 'misconfigured', 'wrong password', now(), '2099-01-01')`.execute(store.database);
    expect(await overview.resume('held/crm', 'Ada')).toEqual({ wasPaused: false, wasOpen: true, wasRefusing: false });
    const gate = await gateOf('held/crm');
    expect(gate).toMatchObject({ breaker: 'open', reason_text: 'wrong password' });
    expect(gate.probe_at!.getFullYear()).toBeLessThan(2099);
  });
});
