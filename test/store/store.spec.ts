import { sql } from 'kysely';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { IncomingChangeStore } from '../../src/store/incoming-change.store.js';
import { JourneyStore } from '../../src/store/journey.store.js';
import { migrate } from '../../src/store/migrate.js';
import { numbersOf } from '../../src/store/public-numbers.js';
import { RequestStore } from '../../src/store/request.store.js';
import { LeaseLost } from '../../src/store/sync/lease.js';
import { SyncStore } from '../../src/store/sync.store.js';
import { deliveryOf, settle, take } from '../support/deliveries.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';

const CONNECTION = 'riverton.example/crm';

describe.each(BOTH)('on %s', (_name, open) => {
  let store: TestStore;
  let requests: RequestStore;
  let sync: SyncStore;
  let clientId: string;

  beforeAll(async () => {
    store = await open();
    requests = new RequestStore(store.database);
    sync = new SyncStore(store.database);
    clientId = (await new ApiClientStore(store.database).create('an app')).client.id;
  });
  afterAll(() => store.close());

  const accepted = async (overrides = {}) => {
    const { publicId } = await requests.accept(aReport(clientId, overrides));
    return { publicId };
  };
  const delivered = async (caseRef: string) => {
    const { publicId } = await accepted();
    const taken = await take(store.database, await deliveryOf(store.database, publicId));
    await settle(store.database, taken, { is: 'delivered', caseRef, adopted: false });
    return publicId;
  };

  it('runs each migration once, also when two processes start together', async () => {
    expect(await Promise.all([migrate(store.database), migrate(store.database)])).toEqual([[], []]);
  });

  it('gives every report an id of its own', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => accepted()));
    expect(new Set(ids.map(({ publicId }) => publicId)).size).toBe(20);
  });

  it('numbers reports by the pattern, and lets a number grow beyond its digits', async () => {
    const requestedAt = new Date('2026-06-01T00:00:00Z');
    const ids = [];
    for (let n = 0; n < 12; n++) ids.push((await accepted({ publicIdPattern: 'N-SR-YY', requestedAt })).publicId);
    const numbers = ids.map((id) => Number(id.match(/^(\d+)-SR-26$/)?.[1]));
    expect(numbers).toEqual(Array.from(numbers, (_each, n) => numbers[0]! + n));
    expect(numbers.at(-1)).toBeGreaterThan(9);
  });

  it('counts each city by itself from 1, also when its first reports come at the same instant', async () => {
    const numbersIn = async (jurisdictionId: string, reports: number) => {
      const city = { jurisdictionId, publicIdPattern: 'NN' };
      const ids = await Promise.all(Array.from({ length: reports }, () => accepted(city)));
      return ids.map(({ publicId }) => publicId).sort();
    };
    const [north, south] = await Promise.all([numbersIn("o'north.example", 3), numbersIn('south.example', 2)]);
    expect(north).toHaveLength(3);
    expect(new Set(north).size).toBe(3);
    expect([Math.min(...north.map(Number)), Math.min(...south.map(Number))]).toEqual([1, 1]);
  });

  it('goes on above the numbers that a city got while all cities shared one sequence', async () => {
    await sql`select setval('bridge.public_number', 41)`.execute(store.database);
    const { publicId } = await accepted({ jurisdictionId: 'old.example', publicIdPattern: 'NN' });
    await sql`update bridge.service_request set public_id = '41' where public_id = ${publicId} and jurisdiction_id = 'old.example'`.execute(
      store.database,
    );
    await sql`drop sequence ${sql.raw(numbersOf('old.example'))}`.execute(store.database);
    expect((await accepted({ jurisdictionId: 'old.example', publicIdPattern: 'NN' })).publicId).toBe('42');
  });

  it('answers the same idempotency key with the first id again, also when both arrive at the same instant', async () => {
    const report = aReport(clientId, { idempotencyKey: 'header:twice' });
    const answers = await Promise.all([requests.accept(report), requests.accept(report), requests.accept(report)]);
    expect(new Set(answers.map(({ publicId }) => publicId)).size).toBe(1);
    expect(answers.flatMap(({ connections }) => connections)).toHaveLength(1);
  });

  it('keeps nothing of a report whose transaction fails', async () => {
    const bad = aReport(clientId, {
      description: 'half a report',
      destinations: [{ connection: CONNECTION, role: 'neither' as never }],
    });
    await expect(requests.accept(bad)).rejects.toThrow();
    const { rows } = await sql`select 1 from bridge.service_request where description = 'half a report'`.execute(store.database);
    expect(rows).toHaveLength(0);
  });

  it('never shows what is personal or private', async () => {
    const { publicId } = await accepted({ reporter: { email: 'ann@example.org' } });
    const hidden = await accepted({ private: true });
    expect(JSON.stringify(await requests.find('riverton.example', publicId))).not.toContain('ann@example.org');
    expect(await requests.find('riverton.example', hidden.publicId)).toBeUndefined();
  });

  it('closes a request once, however often the CRM says so, and never on a late message back', async () => {
    const publicId = await delivered('CASE-2');
    const closed = {
      caseRef: 'CASE-2',
      crmStatus: 'closed',
      crmReason: 'Case Resolved',
      changedAt: new Date('2026-01-02T00:00:00Z'),
      public: { status: 'closed' as const, detail: 'fixed' as const, notes: 'Filled' },
    };
    expect(await sync.apply(CONNECTION, [closed])).toEqual(['changed']);
    expect(await sync.apply(CONNECTION, [closed])).toEqual(['unchanged']);
    const late = {
      ...closed,
      crmStatus: 'open',
      changedAt: new Date('2026-01-01T00:00:00Z'),
      public: { status: 'open' as const, detail: 'open' as const },
    };
    expect(await sync.apply(CONNECTION, [late])).toEqual(['late']);
    expect(await requests.find('riverton.example', publicId)).toMatchObject({ status: 'closed', statusNotes: 'Filled' });
    const { rows } = await sql`select 1 from bridge.request_update where source = ${CONNECTION}`.execute(store.database);
    expect(rows).toHaveLength(1);
  });

  it('leaves a request as it is on a word that no rule knows, and on a case that is not ours', async () => {
    const publicId = await delivered('CASE-3');
    const news = [
      { caseRef: 'CASE-3', crmStatus: 'limbo' },
      { caseRef: 'NOT-OURS', crmStatus: 'closed' },
    ];
    expect(await sync.apply(CONNECTION, news)).toEqual(['unchanged', 'not ours']);
    expect(await requests.find('riverton.example', publicId)).toMatchObject({ status: 'open' });
  });

  it('lets one process at a time poll a connection, and another when the first is gone', async () => {
    expect(await sync.lease('riverton.example/polled', 'one', 60_000)).toBe(1);
    expect(await sync.lease('riverton.example/polled', 'one', 60_000)).toBe(1);
    expect(await sync.lease('riverton.example/polled', 'two', 60_000)).toBeUndefined();
    await sql`update bridge.sync_cursor set lease_until = now() - interval '1 second' where connection = 'riverton.example/polled'`.execute(
      store.database,
    );
    expect(await sync.lease('riverton.example/polled', 'two', 60_000)).toBe(2);
  });

  it('lets a process that wakes up after its lease write neither changes nor the cursor', async () => {
    const connection = 'riverton.example/fenced';
    const mine = (await sync.lease(connection, 'one', 60_000))!;
    await sync.advance(connection, new Date(1000), mine);
    await sql`update bridge.sync_cursor set lease_until = now() - interval '1 second' where connection = ${connection}`.execute(
      store.database,
    );
    await sync.lease(connection, 'two', 60_000);
    await expect(sync.apply(connection, [{ caseRef: 'any', crmStatus: 'closed' }], mine)).rejects.toThrow(LeaseLost);
    await expect(sync.advance(connection, new Date(2000), mine)).rejects.toThrow(LeaseLost);
    await expect(sync.cursorFrom(connection, new Date(3000), mine)).rejects.toThrow(LeaseLost);
    expect(await sync.cursorFrom(connection, new Date(3000), 2)).toEqual(new Date(1000));
  });

  it('reads a connection from where its first round began, also when that one failed', async () => {
    const connection = 'riverton.example/begun';
    const fence = (await sync.lease(connection, 'one', 60_000))!;
    expect(await sync.cursorFrom(connection, new Date(1000), fence)).toEqual(new Date(1000));
    expect(await sync.cursorFrom(connection, new Date(2000), fence)).toEqual(new Date(1000));
  });

  it('reads a connection that was never polled from its oldest open case on, of the last thirty days', async () => {
    const connection = 'riverton.example/never-polled';
    await delivered('CASE-9');
    const madeAt = (at: string) =>
      sql`update bridge.crm_case set connection = ${connection}, created_at = ${new Date(at)} where case_ref = 'CASE-9'`.execute(
        store.database,
      );
    const firstFrom = async (at: string) => {
      await sql`delete from bridge.sync_cursor where connection = ${connection}`.execute(store.database);
      return sync.cursorFrom(connection, new Date(at), (await sync.lease(connection, 'one', 60_000))!);
    };
    await madeAt('2026-03-02T08:00:00Z');
    expect(await firstFrom('2026-03-02T09:00:00Z')).toEqual(new Date('2026-03-02T08:00:00Z'));
    expect(await firstFrom('2026-03-02T07:59:00Z')).toEqual(new Date('2026-03-02T07:59:00Z'));
    expect(await firstFrom('2026-05-01T00:00:00Z')).toEqual(new Date('2026-04-01T00:00:00Z'));
    await sql`update bridge.crm_case set news = '{"status":"closed"}' where connection = ${connection}`.execute(store.database);
    expect(await firstFrom('2026-03-02T09:00:00Z')).toEqual(new Date('2026-03-02T09:00:00Z'));
  });

  it('tells the whole journey of a report in order', async () => {
    const publicId = await delivered('CASE-4');
    const [journey] = await new JourneyStore(store.database).find(publicId);
    expect(journey!.events.map(({ what }) => what)).toEqual([
      'accepted',
      'attempt 1 at create_case started',
      'attempt 1 at create_case: delivered',
      'case known',
    ]);
    expect(journey!.deliveries).toMatchObject([{ state: 'delivered', caseRef: 'CASE-4' }]);
  });

  it('tells in the journey of what came of a case and waits for a person', async () => {
    const publicId = await delivered('CASE-5');
    const reason = 'a mail of ours came back: to streets@city.example, 5.1.1, 550 no such user';
    const doubt = {
      connection: CONNECTION,
      source: 'poll',
      itemId: 'mail-1',
      awaits: 'person',
      caseRef: 'CASE-5',
      reason,
    } as const;
    await new IncomingChangeStore(store.database).keep({ ...doubt, summary: 'mail of daemon@mx.example' });
    const [journey] = await new JourneyStore(store.database).find(publicId);
    expect(journey!.events.at(-1)).toMatchObject({ what: 'told, and waits for a person', where: CONNECTION, detail: reason });
  });

  it('keeps keys hashed, and stops taking one that was revoked', async () => {
    const clients = new ApiClientStore(store.database);
    const { key, client } = await clients.create('another app', { jurisdictions: ['riverton.example'] });
    const { rows } = await sql<{ row: string }>`select row_to_json(c)::text as row from bridge.api_client c`.execute(
      store.database,
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(key);
    expect(await clients.findByKey(key)).toMatchObject({ id: client.id, jurisdictions: ['riverton.example'] });
    await clients.revoke(client.id);
    expect(await clients.findByKey(key)).toBeUndefined();
  });
});
