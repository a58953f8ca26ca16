import { sql } from 'kysely';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { claimStatement } from '../../src/store/claim.js';
import { DeliveryStore } from '../../src/store/delivery.store.js';
import { GateStore } from '../../src/store/gate.store.js';
import { JourneyStore } from '../../src/store/journey.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import type { Outcome } from '../../src/store/settle.js';
import { aClaim, deliveryOf, settle, take } from '../support/deliveries.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';

const FAILED = { is: 'failed', threshold: 3, probeInMs: 60_000 } as const;
const delivered = (caseRef: string): Outcome => ({ is: 'delivered', caseRef, adopted: false });
const retry = (overrides = {}): Outcome => ({
  is: 'retry',
  kind: 'transient',
  reason: 'busy',
  mayExist: false,
  pauseMs: 60_000,
  ...overrides,
});

describe.each(BOTH)('on %s', (_name, open) => {
  let store: TestStore;
  let deliveries: DeliveryStore;
  let gates: GateStore;
  let clientId: string;
  let connections = 0;
  let connection: string;

  beforeAll(async () => {
    store = await open();
    deliveries = new DeliveryStore(store.database);
    gates = new GateStore(store.database);
    clientId = (await new ApiClientStore(store.database).create('an app')).client.id;
  });
  beforeEach(async () => {
    connection = `riverton.example/crm-${++connections}`;
    await gates.ensure(connection, 100);
  });
  afterAll(() => store.close());

  const accept = async () => {
    const destinations = [{ connection, role: 'required' as const }];
    const { publicId } = await new RequestStore(store.database).accept(aReport(clientId, { destinations }));
    return { publicId, id: await deliveryOf(store.database, publicId) };
  };
  const claim = (overrides = {}) => deliveries.claim(aClaim(connection, overrides));
  const stateOf = async (id: string) =>
    store.database.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const leaseEnds = async (id: string) => {
    await sql`update bridge.delivery set not_before = now() where id = ${id}`.execute(store.database);
    await sql`update bridge.connection_slot set held_until = now() where held_by = ${id}`.execute(store.database);
  };

  it('gives a delivery to one worker only', async () => {
    const { id } = await accept();
    const claims = (await Promise.all([claim(), claim(), claim()])).flat();
    expect(claims).toMatchObject([{ id, mayExist: false, attempt: 1, fence: 1 }]);
  });

  it('takes a report at once although the clock of the process that took it in is ahead', async () => {
    const destinations = [{ connection, role: 'required' as const }];
    const requestedAt = new Date(Date.now() + 3_600_000);
    await new RequestStore(store.database).accept(aReport(clientId, { destinations, requestedAt }));
    expect(await claim()).toHaveLength(1);
  });

  it('takes the oldest first, and no more than there is room for', async () => {
    const all = [await accept(), await accept(), await accept()];
    expect((await claim({ room: 2 })).map(({ id }) => id)).toEqual([all[0]!.id, all[1]!.id]);
    expect((await claim({ room: 2 })).map(({ id }) => id)).toEqual([all[2]!.id]);
  });

  it('lets another worker take over when a lease runs out, warns it that a case may exist, and the first can write nothing', async () => {
    const { id } = await accept();
    const [first] = await claim({ worker: 'paused' });
    await leaseEnds(id);
    const [second] = await claim({ worker: 'other' });
    expect(second).toMatchObject({ id, mayExist: true, fence: first!.fence + 1 });
    expect(await settle(store.database, first!, delivered('FROM-THE-DEAD'))).toMatchObject({ written: false });
    await expect(deliveries.keepResult(first!, 'upload', 1)).rejects.toThrow('taken this delivery over');
    expect(await settle(store.database, second!, delivered('CASE-1'))).toMatchObject({ written: true });
    expect(await settle(store.database, second!, delivered('AGAIN'))).toMatchObject({ written: false });
    expect(await claim()).toEqual([]);
  });

  it('tells in the journey of an attempt whose worker died', async () => {
    const { id, publicId } = await accept();
    await claim({ worker: 'the dead one' });
    await leaseEnds(id);
    const [second] = await claim();
    await settle(store.database, second!, delivered(`CASE-OF-${publicId}`));
    const [journey] = await new JourneyStore(store.database).find(publicId);
    const told = journey!.events.filter(({ what }) => what.startsWith('attempt 1')).map(({ what, detail }) => [what, detail]);
    expect(told).toEqual([
      ['attempt 1 at create_case started', 'by the dead one'],
      ['attempt 1 at create_case: cut off', expect.stringContaining('its worker ended')],
    ]);
  });

  it('writes an outcome once, though the answer of the database was lost and it is written again', async () => {
    await accept();
    const [taken] = await claim();
    const lost = retry({ kind: 'unknown', mayExist: true, pauseMs: 0 });
    expect(await settle(store.database, taken!, lost)).toMatchObject({ written: true });
    expect(await settle(store.database, taken!, lost)).toMatchObject({ written: false });
    expect(await claim()).toMatchObject([{ attempt: 2, mayExist: true }]);
  });

  it('keeps the words of a CRM that no text can hold', async () => {
    const { id } = await accept();
    const taken = await take(store.database, id);
    const reason = 'half \ud83d a smile, and \0 nothing';
    const record = { startedAt: new Date(), endedAt: new Date(), worker: 'w', exchanges: [{ responseBody: reason }] };
    await deliveries.settle(taken, { is: 'dead', kind: 'rejected', reason }, { is: 'answers' }, record);
    expect((await stateOf(id)).last_error_text).toBe('half \ufffd a smile, and  nothing');
  });

  it('keeps a delivery back until its pause is over, and says when', async () => {
    await accept();
    const [taken] = await claim();
    await settle(store.database, taken!, retry());
    expect(await claim()).toEqual([]);
    const { nextDueInMs } = (await gates.state(connection))!;
    expect(nextDueInMs).toBeGreaterThan(50_000);
    expect(nextDueInMs).toBeLessThanOrEqual(60_000);
  });

  it('lets no more calls through at once than the connection has slots, whoever asks', async () => {
    for (let n = 0; n < 6; n++) await accept();
    const limits = { callsAtOnce: 3, room: 2 };
    const taken = (await Promise.all([claim(limits), claim(limits), claim(limits), claim(limits)])).flat();
    expect(taken).toHaveLength(3);
    await settle(store.database, taken[0]!, delivered('C-1'));
    expect(await claim(limits)).toHaveLength(1);
    expect(await claim(limits)).toHaveLength(0);
  });

  it('gives the slot of a dead worker to the next', async () => {
    const { id } = await accept();
    await claim({ callsAtOnce: 1 });
    await accept();
    expect(await claim({ callsAtOnce: 1 })).toEqual([]);
    await leaseEnds(id);
    expect(await claim({ callsAtOnce: 1 })).toHaveLength(1);
  });

  it('keeps the pace across processes: starts are a gap apart, and none is taken long before its turn', async () => {
    for (let n = 0; n < 10; n++) await accept();
    const paced = { gapMs: 40, room: 5 };
    const startedAt = performance.now();
    const taken = (await Promise.all([claim(paced), claim(paced)])).flat();
    const starts = taken.map(({ startInMs }) => startInMs).sort((a, b) => a - b);
    // One whose turn is now and those of the next 100 ms; on a busy machine the second claim comes later.
    expect(taken.length).toBeLessThanOrEqual(4 + (performance.now() - startedAt) / paced.gapMs);
    for (let n = 1; n < starts.length; n++) expect(starts[n]! - starts[n - 1]!).toBeGreaterThan(5);
    expect((await gates.state(connection))!.nextDueInMs).toBeGreaterThan(0);
  });

  it('opens the breaker after so many failures in a row, takes nothing while it is open, and keeps the reason', async () => {
    for (let n = 0; n < 4; n++) await accept();
    const opened = [];
    for (let n = 0; n < 3; n++) {
      const [taken] = await claim();
      opened.push((await settle(store.database, taken!, retry({ reason: `down ${n}` }), FAILED)).opened);
    }
    expect(opened).toEqual([false, false, true]);
    expect(await claim()).toEqual([]);
    expect(await gates.state(connection)).toMatchObject({ breaker: 'open' });
    const row = await store.database
      .selectFrom('connection_gate')
      .selectAll()
      .where('connection', '=', connection)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ reason_kind: 'transient', reason_text: 'down 2', opened_at: expect.any(Date) });
  });

  it('counts failures in a row: one answer between them starts anew', async () => {
    for (let n = 0; n < 5; n++) await accept();
    for (const fails of [true, true, false, true, true]) {
      const [taken] = await claim();
      if (fails) await settle(store.database, taken!, retry(), FAILED);
      else await settle(store.database, taken!, { is: 'dead', kind: 'rejected', reason: 'no such category' });
    }
    expect(await gates.state(connection)).toMatchObject({ breaker: 'closed' });
  });

  it('lets one process probe at a time, then one delivery, and with that all, those that failed in the outage in their old places', async () => {
    const [first, second, third] = [await accept(), await accept(), await accept()];
    const [taken] = await claim();
    await settle(store.database, taken!, retry(), { ...FAILED, threshold: 1, probeInMs: 0 });
    expect(
      (await Promise.all([gates.leaseProbe(connection, 60_000), gates.leaseProbe(connection, 60_000)])).filter(Boolean),
    ).toHaveLength(1);
    await gates.answered(connection);
    const probe = await claim({ room: 5 });
    expect(probe.map(({ id }) => id)).toEqual([second.id]);
    expect(await settle(store.database, probe[0]!, delivered(`P-${connection}`))).toMatchObject({ recovered: true });
    await gates.recover(connection);
    expect((await claim({ room: 5 })).map(({ id }) => id)).toEqual([first.id, third.id]);
  });

  it('opens again at the first failure of a half-open connection, remembering since when it is away', async () => {
    await accept();
    const [taken] = await claim();
    await settle(store.database, taken!, retry({ pauseMs: 0 }), { ...FAILED, threshold: 1, probeInMs: 0 });
    const since = await store.database
      .selectFrom('connection_gate')
      .select('opened_at')
      .where('connection', '=', connection)
      .executeTakeFirstOrThrow();
    await gates.answered(connection);
    const [again] = await claim();
    expect(await settle(store.database, again!, retry(), FAILED)).toMatchObject({ opened: true });
    expect(
      await store.database
        .selectFrom('connection_gate')
        .select('opened_at')
        .where('connection', '=', connection)
        .executeTakeFirstOrThrow(),
    ).toEqual(since);
  });

  it('takes nothing of a connection that an operator paused', async () => {
    await accept();
    await sql`update bridge.connection_gate set paused_at = now() where connection = ${connection}`.execute(store.database);
    expect(await claim()).toEqual([]);
    expect(await gates.withWork([connection])).toEqual([]);
  });

  it('does not hold it against a report that the CRM as a whole was away, and keeps its place', async () => {
    const { id } = await accept();
    const [taken] = await claim();
    await settle(store.database, taken!, retry({ kind: 'unavailable', keepsPlace: true }), { ...FAILED, threshold: 1 });
    const { not_before, created_at, first_failed_at } = await stateOf(id);
    expect([not_before, first_failed_at]).toEqual([created_at, null]);
  });

  it('asks first about a delivery that is to be looked for although nothing was sent', async () => {
    const { id } = await accept();
    await sql`update bridge.delivery set look_first = true where id = ${id}`.execute(store.database);
    expect(await claim()).toMatchObject([{ mayExist: true }]);
  });

  it('runs the steps of one request in order, and parks its own lane only when one fails', async () => {
    const [lane, other] = [await accept(), await accept()];
    const note = async (position: number) =>
      sql`
        insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, blocked)
        select gen_random_uuid(), request_id, connection, 'add_note', ${position}::int, role, 'pending', 0, 0, now(), now(), true
        from bridge.delivery where id = ${lane.id}`.execute(store.database);
    await note(1000);
    await note(2000);
    const first = await claim({ room: 5 });
    expect(first.map(({ id }) => id)).toEqual([lane.id, other.id]);
    await settle(store.database, first[0]!, delivered(`L-${connection}`));
    const second = await claim({ room: 5 });
    expect(second.map(({ step }) => step)).toEqual(['add_note']);
    await settle(store.database, second[0]!, { is: 'dead', kind: 'rejected', reason: 'too long' });
    expect(await claim({ room: 5 })).toEqual([]);
    expect(await settle(store.database, first[1]!, delivered(`O-${connection}`))).toMatchObject({ written: true });
  });

  it('lets a step go that was written at the instant its predecessor was settled', async () => {
    const { id } = await accept();
    const [taken] = await claim();
    await settle(store.database, taken!, delivered(`S-${connection}`));
    await sql`
      insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, blocked)
      select gen_random_uuid(), request_id, connection, 'add_note', 1000, role, 'pending', 0, 0, now(), now(), true
      from bridge.delivery where id = ${id}`.execute(store.database);
    expect(await claim()).toEqual([]);
    expect(await deliveries.unblockOrphans()).toContain(connection);
    expect(await claim()).toMatchObject([{ step: 'add_note' }]);
  });

  it('keeps what single calls of a step brought for the next attempt', async () => {
    const { id } = await accept();
    const taken = await take(store.database, id);
    await deliveries.keepResult(taken, 'upload', { ref: 'DOC-1' });
    await settle(store.database, taken, retry({ pauseMs: 0 }));
    expect(await claim()).toMatchObject([{ results: { upload: { ref: 'DOC-1' } } }]);
  });

  it('finds what waits for a connection that is not configured', async () => {
    await accept();
    expect(await deliveries.waitingFor([])).toContainEqual({ connection, waiting: 1 });
    expect(await deliveries.waitingFor([connection])).not.toContainEqual(expect.objectContaining({ connection }));
  });

  it('takes the next deliveries through the index of what is due, however many wait', async () => {
    await accept();
    await sql`
      insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
      select gen_random_uuid(), request_id, connection, 'add_note', n, role, 'pending', 0, 0, now(), now()
      from bridge.delivery, generate_series(2, 20000) n where connection = ${connection}`.execute(store.database);
    await sql`analyze bridge.delivery`.execute(store.database);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${claimStatement(aClaim(connection, { room: 8 }))}`.execute(
      store.database,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Scan using delivery_due');
    expect(plan).not.toContain('Seq Scan on delivery');
  });
});
