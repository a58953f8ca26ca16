import { sql } from 'kysely';
import { AttentionStore } from '../../src/store/attention.store.js';
import { staleOf, type StaleWatch } from '../../src/store/stale-cases.js';
import { BOTH, type TestStore } from '../support/stores.js';
import { CRM, crm, syncOver } from './support/cases.js';

const TOLD = { connection: crm, source: 'callback' } as const;
const after = (afterDays: number, except: StaleWatch['stale']['except'] = []): StaleWatch => ({
  connection: CRM,
  stale: { afterDays, except },
});

describe.each(BOTH)('a case on %s', (_name, open) => {
  let store: TestStore;
  let attention: AttentionStore;
  beforeAll(async () => {
    store = await open();
    attention = new AttentionStore(store.database);
    const sync = await syncOver(store);
    const cases = { SILENT: 'working', HOLD: 'working', DONE: 'done', NEVER: undefined, FRESH: 'new', GONE: 'working' };
    for (const [caseRef, status] of Object.entries(cases)) {
      await sync.delivered(await sync.accepted(), caseRef);
      if (status) await sync.applier.apply(TOLD, [{ caseRef, status }]);
    }
    await age(30);
    // What is told again is no news; a word that no rule knows is.
    await sync.applier.apply(TOLD, [{ caseRef: 'SILENT', status: 'working' }]);
    await sync.applier.apply(TOLD, [{ caseRef: 'FRESH', status: 'working' }]);
    await sync.applier.apply(TOLD, [{ caseRef: 'HOLD', status: 'On Hold', changedAt: daysAgo(20) }]);
    await sync.applier.apply(TOLD, [{ caseRef: 'GONE', status: 'duplicate', mergedInto: 'SILENT', changedAt: daysAgo(25) }]);
    await sql`update bridge.service_request r set service_code = 'TREE' from bridge.crm_case c
      where c.request_id = r.id and c.case_ref = 'NEVER'`.execute(store.database);
  });
  afterAll(() => store.close());

  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  const age = (days: number) =>
    sql`update bridge.crm_case set created_at = created_at - ${days}::int * interval '1 day', news_at = news_at - ${days}::int * interval '1 day',
      crm_changed_at = crm_changed_at - ${days}::int * interval '1 day'`.execute(store.database);
  const stale = async (...watches: StaleWatch[]) => (await attention.stale(watches, 10)).map(({ caseRef }) => caseRef);

  it('is stale while it is open and the CRM has said nothing new for so many days, whether or not it ever did', async () => {
    expect(await stale(after(14))).toEqual(['SILENT', 'NEVER', 'HOLD']);
    expect((await stale(after(25))).toSorted()).toEqual(['NEVER', 'SILENT']);
    expect(await stale(after(31))).toEqual([]);
    expect(await stale(after(0))).toEqual([]);
    expect(await stale({ ...after(14), connection: 'riverton.example/other' })).toEqual([]);
  });

  it('is listed with what one must know to ask for it', async () => {
    const [last] = (await attention.stale([after(14)], 10)).toReversed();
    expect(last).toEqual({
      connection: CRM,
      caseRef: 'HOLD',
      publicId: expect.stringMatching(/^\d\d-\d{8}$/),
      serviceCode: 'POTHOLE',
      crmStatus: 'On Hold',
      heardAt: expect.any(Date),
    });
    expect(await attention.stale([after(14)], 1)).toHaveLength(1);
  });

  it('may have longer by its service or by the word of the CRM, or as long as it takes; the first that fits holds', async () => {
    expect(await stale(after(14, [{ statuses: [' on hold'], afterDays: 0 }]))).not.toContain('HOLD');
    expect(await stale(after(14, [{ services: ['TREE'], afterDays: 60 }]))).not.toContain('NEVER');
    expect(await stale(after(0, [{ services: ['TREE'], afterDays: 5 }]))).toEqual(['NEVER']);
    const both = { services: ['POTHOLE'], statuses: ['on hold'], afterDays: 0 };
    expect(await stale(after(0, [both, { services: ['POTHOLE'], afterDays: 10 }]))).toEqual(['SILENT']);
  });

  it('counts for alerts and metrics, of each connection that has any', async () => {
    expect(await attention.waiting([after(25), { ...after(1), connection: 'riverton.example/other' }])).toContainEqual({
      connection: CRM,
      kind: 'stale',
      count: 2,
      since: expect.any(Date),
    });
  });

  it('is found among many without reading those that are not stale', async () => {
    await sql`insert into bridge.crm_case (connection, case_ref, request_id, created_at, news_at, news)
      select ${CRM}, 'many-' || n, (select min(id) from bridge.service_request), now() - interval '90 days', now() - interval '1 hour', '{"status":"open"}'
      from generate_series(1, 20000) n`.execute(store.database);
    await sql`analyze bridge.crm_case`.execute(store.database);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select count(*) ${staleOf(after(14))!}`.execute(store.database);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/crm_case_silent[\s\S]*Index Cond: .*greatest/i);
    expect(await stale(after(14))).toHaveLength(3);
  });
});
