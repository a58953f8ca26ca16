import type { CaseChange } from '../../src/store/sync/case-change.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { SyncStore } from '../../src/store/sync.store.js';
import { type PublicUpdate, UpdateStore } from '../../src/store/update.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import { freshDatabase } from '../support/databases.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';

const CONNECTION = 'riverton.example/crm';
const CITY = 'riverton.example';

/** A case for each name, all of them one client's. */
async function withCases(store: TestStore, names: readonly string[]): Promise<void> {
  const { client } = await new ApiClientStore(store.database).create('an app');
  const requests = new RequestStore(store.database);
  for (const name of names) {
    const { publicId } = await requests.accept(aReport(client.id));
    await sql`
      insert into bridge.crm_case (connection, case_ref, request_id, created_at)
      select ${CONNECTION}, ${name}, id, now() from bridge.service_request where public_id = ${publicId}`.execute(store.database);
  }
}

const news = (caseRef: string, status: 'open' | 'closed' = 'closed'): CaseChange => ({
  caseRef,
  crmStatus: status,
  public: { status, detail: status, notes: `${caseRef} is ${status}` },
});

async function clockOf({ database }: TestStore): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(database);
  return rows[0]!.now;
}

const allOf = (store: TestStore) =>
  sql<{ available_at: Date; public_id: string }>`select available_at, public_id from bridge.request_update order by id`.execute(
    store.database,
  );

describe.each(BOTH)('on %s', (_name, open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    await withCases(store, ['A', 'B']);
  });
  afterAll(() => store.close());

  it('section 16.1: makes an update of every change, also of one that a CRM without times has told before', async () => {
    const sync = new SyncStore(store.database);
    const told = [news('A'), news('A', 'open'), news('A'), news('A')];
    expect(await sync.apply(CONNECTION, told)).toEqual(['changed', 'changed', 'changed', 'unchanged']);
    const { rows } = await allOf(store);
    expect(new Set(rows.map(({ public_id }) => public_id)).size).toBe(3);
  });

  it('section 16.1: shows an update only from its stamp on, a whole second that is still to come at the commit', async () => {
    const committed = await clockOf(store);
    await new SyncStore(store.database).apply(CONNECTION, [news('B')]);
    const { rows } = await allOf(store);
    const stamp = rows.at(-1)!.available_at;
    expect(stamp.getMilliseconds()).toBe(0);
    expect(stamp.getTime()).toBeGreaterThan(committed.getTime());
    const updates = new UpdateStore(store.database);
    const filter = { from: committed, to: new Date(stamp.getTime() + 60_000), limit: 10, offset: 0 };
    let seen: PublicUpdate[];
    let askedAt: Date;
    do {
      seen = (await updates.list(CITY, filter)).updates.filter(({ description }) => description === 'B is closed');
      askedAt = await clockOf(store);
      if (seen.length > 0) expect(askedAt.getTime()).toBeGreaterThanOrEqual(stamp.getTime());
      await sleep(100);
    } while (seen.length === 0 && askedAt.getTime() < stamp.getTime() + 30_000);
    expect(seen).toMatchObject([{ availableAt: stamp, status: 'closed' }]);
  });
});

describe('on PostgreSQL, whose commits may be slow', () => {
  let store: TestStore;
  let url: string;
  let drop: () => Promise<void>;
  const names = Array.from({ length: 12 }, (_, n) => `CASE-${n}`);
  beforeAll(async () => {
    ({ url, drop } = await freshDatabase());
    const database = openDatabase({ connectionString: url }, 8);
    store = { database, close: () => database.destroy() };
    await migrate(database);
    await withCases(store, names);
    // Deferred, so that the wait lies between the stamp and the commit.
    await sql
      .raw(
        `create function bridge.slow() returns trigger language plpgsql as
          $$ begin if new.description in ('CASE-3 is closed', 'CASE-8 is closed') then perform pg_sleep(4.5); end if; return null; end $$;
        create constraint trigger slow after insert on bridge.request_update deferrable initially deferred
          for each row execute function bridge.slow()`,
      )
      .execute(store.database);
  });
  afterAll(async () => {
    await store.close();
    await drop();
  });

  it('section 16.1: a poller that asks for windows end to end, in the seconds it is shown, misses no update', async () => {
    const updates = new UpdateStore(store.database);
    const sync = new SyncStore(store.database);
    const second = (date: Date) => new Date(Math.floor(date.getTime() / 1000) * 1000);
    let from = second(await clockOf(store));
    const writing = Promise.all(
      names.map(async (name, n) => {
        await sleep(n * 300);
        await sync.apply(CONNECTION, [news(name)]);
      }),
    );
    const seen: string[] = [];
    let last = Infinity;
    void writing.then(async () => {
      last = Math.max(...(await allOf(store)).rows.map(({ available_at }) => available_at.getTime()));
    });
    while (from.getTime() <= last) {
      const to = second(await clockOf(store));
      if (to >= from) {
        const { updates: found } = await updates.list(CITY, { from, to, limit: 1000, offset: 0 });
        seen.push(...found.map(({ description }) => description!));
        from = new Date(to.getTime() + 1000);
      }
      await sleep(150);
    }
    await writing;
    expect([...new Set(seen)].toSorted()).toEqual(names.map((name) => `${name} is closed`).toSorted());
  });

  it('section 16.1: finds the updates of a window through an index, however many there are', async () => {
    await sql`
      insert into bridge.request_update (request_id, jurisdiction_id, public_id, source, source_id, status, detailed_status, media_urls,
        event_at, available_at)
      select (select min(id) from bridge.service_request), ${CITY}, 'many-' || n, 'many', n::text, 'open', 'open', '{}', now(),
        timestamptz '2026-01-01' + n * interval '1 minute' from generate_series(1, 20000) n`.execute(store.database);
    await sql`analyze bridge.request_update`.execute(store.database);
    const before = await indexReads();
    // A connection hands in its counters when it ends.
    const other = openDatabase({ connectionString: url }, 1);
    const window = { from: new Date('2026-01-05T00:00:01Z'), to: new Date('2026-01-06T00:00:00Z'), limit: 10_000, offset: 0 };
    const { updates: found } = await new UpdateStore(other).list(CITY, window);
    await other.destroy();
    expect(found).toHaveLength(1440);
    let after = await indexReads();
    while (after === before) after = await indexReads();
    // Other connections may hand in an entry or two of earlier meanwhile; 20,000 are there.
    expect(after - before).toBeLessThan(2 * 1440);
  });

  /** Entries read from the index so far. */
  async function indexReads(): Promise<number> {
    const { rows } = await sql<{ idx_tup_read: string }>`
      select idx_tup_read from pg_stat_user_indexes where indexrelname = 'request_update_available'`.execute(store.database);
    return Number(rows[0]!.idx_tup_read);
  }
});
