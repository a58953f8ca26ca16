import { sql } from 'kysely';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import { SyncStore } from '../../src/store/sync.store.js';
import type { CaseChange } from '../../src/store/sync/case-change.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';

const CITY = 'riverton.example';
const [ROADS, LIGHTS, MAILBOX] = ['roads', 'lights', 'mailbox'].map((name) => `${CITY}/${name}`) as [string, string, string];
const AT = (minute: number) => new Date(Date.UTC(2026, 0, 1, 8, minute));

describe.each(BOTH)('a request with several connections, on %s', (_name, open) => {
  let store: TestStore;
  let requests: RequestStore;
  let sync: SyncStore;
  let clientId: string;
  let count = 0;

  beforeAll(async () => {
    store = await open();
    requests = new RequestStore(store.database);
    sync = new SyncStore(store.database);
    clientId = (await new ApiClientStore(store.database).create('an app')).client.id;
  });
  afterAll(() => store.close());

  /** Two required connections and a copy, each with its case; the cases are named alike. */
  async function filed(delivered: readonly string[] = [ROADS, LIGHTS, MAILBOX]) {
    const { publicId } = await requests.accept(
      aReport(clientId, {
        requestedAt: AT(0),
        destinations: [
          { connection: ROADS, role: 'required' },
          { connection: LIGHTS, role: 'required' },
          { connection: MAILBOX, role: 'copy' },
        ],
      }),
    );
    const caseRef = `CASE-${++count}`;
    for (const connection of delivered) await makeCase(publicId, connection, caseRef);
    return { publicId, caseRef };
  }

  async function makeCase(publicId: string, connection: string, caseRef: string) {
    await sql`
      insert into bridge.crm_case (connection, case_ref, request_id, created_at)
      select ${connection}, ${caseRef}, id, now() from bridge.service_request where public_id = ${publicId}`.execute(
      store.database,
    );
    await settle(publicId, connection, 'delivered');
  }

  const settle = (publicId: string, connection: string, state: string) =>
    sql`
      update bridge.delivery d set state = ${state}, settled_at = now() from bridge.service_request r
      where r.id = d.request_id and r.public_id = ${publicId} and d.connection = ${connection}`.execute(store.database);

  const idOf = async (publicId: string) => {
    const { rows } = await sql<{ id: string }>`select id from bridge.service_request where public_id = ${publicId}`.execute(
      store.database,
    );
    return rows[0]!.id;
  };

  const news = (caseRef: string, minute: number, status: 'open' | 'closed', notes: string, more = {}): CaseChange => ({
    caseRef,
    crmStatus: status,
    crmReason: notes,
    changedAt: AT(minute),
    public: { status, detail: status === 'closed' ? 'fixed' : 'in_progress', notes, ...more },
  });
  const tell = async (connection: string, ...args: Parameters<typeof news>) => (await sync.apply(connection, [news(...args)]))[0];

  const seen = async (publicId: string) => {
    const { status, statusNotes, updatedAt } = (await requests.find(CITY, publicId))!;
    return { status, notes: statusNotes, at: updatedAt };
  };
  const updatesOf = async (publicId: string) => {
    const { rows } = await sql<{ source: string; status: string; description: string }>`
      select u.source, u.status, u.description from bridge.request_update u join bridge.service_request r on r.id = u.request_id
      where r.public_id = ${publicId} order by u.id`.execute(store.database);
    return rows.map(({ source, status, description }) => `${source} ${status}: ${description}`);
  };

  it('stays open while any required case is, and is closed when the last one is, with its notes', async () => {
    const { publicId, caseRef } = await filed();
    expect(await tell(ROADS, caseRef, 1, 'closed', 'Hole filled')).toBe('unchanged');
    expect(await seen(publicId)).toMatchObject({ status: 'open', notes: undefined });
    expect(await tell(LIGHTS, caseRef, 2, 'closed', 'Lamp changed')).toBe('changed');
    expect(await seen(publicId)).toEqual({ status: 'closed', notes: 'Lamp changed', at: AT(2) });
    expect(await updatesOf(publicId)).toEqual([`${LIGHTS} closed: Lamp changed`]);
  });

  it('has the notes of the case that closed last, also when its news came first', async () => {
    const { publicId, caseRef } = await filed();
    await tell(ROADS, caseRef, 9, 'closed', 'Hole filled');
    expect(await tell(LIGHTS, caseRef, 2, 'closed', 'Lamp changed')).toBe('changed');
    expect(await seen(publicId)).toEqual({ status: 'closed', notes: 'Hole filled', at: AT(9) });
    expect(await updatesOf(publicId)).toEqual([`${ROADS} closed: Hole filled`]);
  });

  it('shows what the open ones say, and nothing of one that closed before them', async () => {
    const { publicId, caseRef } = await filed();
    expect(await tell(LIGHTS, caseRef, 1, 'open', 'Lamp ordered')).toBe('changed');
    expect(await tell(ROADS, caseRef, 2, 'closed', 'Hole filled')).toBe('unchanged');
    expect(await seen(publicId)).toMatchObject({ status: 'open', notes: 'Lamp ordered' });
  });

  it('is open again when one of them is', async () => {
    const { publicId, caseRef } = await filed();
    await tell(ROADS, caseRef, 1, 'closed', 'Hole filled');
    await tell(LIGHTS, caseRef, 2, 'closed', 'Lamp changed');
    expect(await tell(ROADS, caseRef, 3, 'open', 'Hole is back')).toBe('changed');
    expect(await seen(publicId)).toMatchObject({ status: 'open', notes: 'Hole is back' });
    expect(await tell(ROADS, caseRef, 4, 'closed', 'Filled again')).toBe('changed');
    expect(await seen(publicId)).toMatchObject({ status: 'closed', notes: 'Filled again' });
  });

  it('does not care for a copy, which neither closes it nor keeps it open', async () => {
    const { publicId, caseRef } = await filed();
    expect(await tell(MAILBOX, caseRef, 1, 'closed', 'Read')).toBe('unchanged');
    expect(await seen(publicId)).toMatchObject({ status: 'open' });
    await tell(MAILBOX, caseRef, 2, 'open', 'Read again');
    await tell(ROADS, caseRef, 3, 'closed', 'Hole filled');
    await tell(LIGHTS, caseRef, 4, 'closed', 'Lamp changed');
    expect(await seen(publicId)).toMatchObject({ status: 'closed', notes: 'Lamp changed' });
  });

  it.each(['pending', 'sending', 'unknown'])('waits for a required delivery that is %s', async (state) => {
    const { publicId, caseRef } = await filed([ROADS]);
    await settle(publicId, LIGHTS, state);
    expect(await tell(ROADS, caseRef, 1, 'closed', 'Hole filled')).toBe('unchanged');
    expect(await seen(publicId)).toMatchObject({ status: 'open' });
    await makeCase(publicId, LIGHTS, caseRef);
    expect(await tell(LIGHTS, caseRef, 2, 'closed', 'Lamp changed')).toBe('changed');
    expect(await seen(publicId)).toMatchObject({ status: 'closed', notes: 'Lamp changed' });
  });

  it.each(['dead', 'cancelled'])('does not wait for a required delivery that is %s', async (state) => {
    const { publicId, caseRef } = await filed([ROADS]);
    await settle(publicId, LIGHTS, state);
    expect(await tell(ROADS, caseRef, 1, 'closed', 'Hole filled')).toBe('changed');
    expect(await seen(publicId)).toMatchObject({ status: 'closed', notes: 'Hole filled' });
  });

  it.each(['dead', 'cancelled'])('is closed when the delivery that it waited for is %s', async (state) => {
    const { publicId, caseRef } = await filed([ROADS]);
    const shown = { customerReference: caseRef, externalStatusCode: 'done', mediaUrls: ['https://media.example/1.jpg'] };
    await tell(ROADS, caseRef, 1, 'closed', 'Hole filled', shown);
    const id = await idOf(publicId);
    expect(await sync.closeHeldByNothing(ROADS, 10)).toBe(0);
    await settle(publicId, LIGHTS, state);
    expect(await sync.closeHeldByNothing(LIGHTS, 10)).toBe(0);
    expect(await sync.closeHeldByNothing(ROADS, 10)).toBe(1);
    expect(await sync.closeHeldByNothing(ROADS, 10)).toBe(0);
    expect(await seen(publicId)).toEqual({ status: 'closed', notes: 'Hole filled', at: AT(1) });
    expect(await updatesOf(publicId)).toEqual([`${ROADS} closed: Hole filled`]);
    const { rows } = await sql<object>`
      select customer_reference, external_status_code, media_urls from bridge.request_update where request_id = ${id}`.execute(
      store.database,
    );
    expect(rows).toEqual([
      { customer_reference: caseRef, external_status_code: 'done', media_urls: ['https://media.example/1.jpg'] },
    ]);
  });

  it('stays as it is when everything that was required came to nothing', async () => {
    const { publicId } = await filed([]);
    for (const connection of [ROADS, LIGHTS]) {
      await settle(publicId, connection, 'dead');
      expect(await sync.closeHeldByNothing(connection, 10)).toBe(0);
    }
    expect(await seen(publicId)).toMatchObject({ status: 'open' });
  });

  it('is closed once when both connections close it at the same instant, whatever order they tell in', async () => {
    const cases = await Promise.all(Array.from({ length: 20 }, () => filed()));
    const batch = (minute: number) => cases.map(({ caseRef }) => news(caseRef, minute, 'closed', `minute ${minute}`));
    const applied = await Promise.all([sync.apply(ROADS, batch(1)), sync.apply(LIGHTS, batch(2).reverse())]);
    expect(applied.flat().filter((each) => each === 'changed')).toHaveLength(cases.length);
    for (const { publicId } of cases) {
      expect(await seen(publicId)).toMatchObject({ status: 'closed', notes: 'minute 2' });
      expect(await updatesOf(publicId)).toHaveLength(1);
    }
  });

  it('answers for each change in the order given, also for cases that are not ours and told twice', async () => {
    const [first, second] = [await filed([ROADS]), await filed([ROADS])];
    for (const { publicId } of [first, second]) await settle(publicId, LIGHTS, 'cancelled');
    const told = [
      news(second.caseRef, 1, 'open', 'Seen'),
      news('NOT-OURS', 1, 'open', 'Seen'),
      news(first.caseRef, 1, 'closed', 'Filled'),
      news(second.caseRef, 2, 'closed', 'Filled'),
      news(second.caseRef, 1, 'open', 'Seen'),
    ];
    expect(await sync.apply(ROADS, told)).toEqual(['changed', 'not ours', 'changed', 'changed', 'unchanged']);
  });
});
