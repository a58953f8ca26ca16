import { sql } from 'kysely';
import { newCanary } from '../../src/canary/new-canary.js';
import type { JurisdictionSettings } from '../../src/settings/jurisdiction-settings.js';
import { AlertFiguresStore } from '../../src/store/alert-figures.store.js';
import { AttentionStore } from '../../src/store/attention.store.js';
import { CanaryFiguresStore } from '../../src/store/canary-figures.store.js';
import { CanaryStore } from '../../src/store/canary.store.js';
import { FallbackStore } from '../../src/store/fallback.store.js';
import { PushStore } from '../../src/store/push.store.js';
import { RequestReader } from '../../src/store/reads/request-reader.js';
import { UpdateStore } from '../../src/store/update.store.js';
import { BOTH, type TestStore } from '../support/stores.js';
import { CITY, CRM, crm, syncOver } from './support/cases.js';

const PLAN = {
  connection: crm,
  canary: {
    service: 'POTHOLE',
    everyMinutes: 60,
    deadlineMinutes: 15,
    description: 'A test',
    address: 'City hall',
    attributes: [],
  },
  city: { id: CITY, services: [{ code: 'POTHOLE', name: 'Pothole', groups: [] }] } as unknown as JurisdictionSettings,
};
const TOLD = { connection: crm, source: 'callback' } as const;

describe.each(BOTH)('a canary on %s', (_name, open) => {
  let store: TestStore;
  let canaries: CanaryStore;
  let figures: CanaryFiguresStore;
  let sync: Awaited<ReturnType<typeof syncOver>>;
  const sent = newCanary(PLAN);
  beforeAll(async () => {
    store = await open();
    sync = await syncOver(store);
    canaries = new CanaryStore(store.database);
    figures = new CanaryFiguresStore(store.database);
  });
  afterAll(() => store.close());

  it('is sent once, whoever else sends at the same time, and again when its time has come', async () => {
    expect(await canaries.isTime(CRM, 60)).toBe(true);
    const both = await Promise.all([canaries.start(sent), canaries.start(newCanary(PLAN, 'ann'))]);
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await canaries.start(newCanary(PLAN))).toBe(false);
    expect(await canaries.isTime(CRM, 0)).toBe(false);
    const { rows } = await sql<{
      requests: string;
      deliveries: string;
    }>`select (select count(*) from bridge.service_request) as requests,
      (select count(*) from bridge.delivery where connection = ${CRM} and state = 'pending' and role = 'required') as deliveries`.execute(
      store.database,
    );
    expect(rows).toEqual([{ requests: '1', deliveries: '1' }]);
  });

  it('is seen through by one process, and one that was asleep writes nothing', async () => {
    const underWay = (await canaries.underWay(CRM))!;
    const fence = (await canaries.lease(CRM, 'us', 60_000))!;
    expect(await canaries.lease(CRM, 'they', 60_000)).toBeUndefined();
    await sql`update bridge.canary_lease set lease_until = now() - interval '1 second'`.execute(store.database);
    const theirs = (await canaries.lease(CRM, 'they', 60_000))!;
    expect(await canaries.passed(underWay, 'made', fence)).toBe(false);
    expect(await canaries.end(underWay, 'failed', 'late', fence)).toBe(false);
    await sync.delivered(underWay.publicId, 'C-1');
    expect(await canaries.underWay(CRM)).toMatchObject({ caseMadeAt: expect.any(Date), caseRef: 'C-1', isHeard: false });
    for (const station of ['made', 'seen', 'close sent'] as const)
      expect(await canaries.passed(underWay, station, theirs)).toBe(true);
    await sync.applier.apply(TOLD, [{ caseRef: 'C-1', status: 'done' }]);
    expect(await canaries.underWay(CRM)).toMatchObject({ status: 'closed', isHeard: true });
    expect(await canaries.end(underWay, 'ok', undefined, theirs)).toBe(true);
    expect(await canaries.underWay(CRM)).toBeUndefined();
    expect(await figures.latest([CRM])).toMatchObject([{ publicId: underWay.publicId, outcome: 'ok' }]);
    expect(await figures.lastWell([CRM, 'riverton.example/other'])).toMatchObject([{ connection: CRM }]);
  });

  it('is never public, nor a report that came in, nor late for a fallback, nor stale', async () => {
    const { publicId } = (await figures.latest([CRM]))[0]!;
    expect(await new RequestReader(store.database).find(CITY, publicId)).toBeUndefined();
    const updates = new UpdateStore(store.database);
    await sql`update bridge.request_update set available_at = now() - interval '1 hour'`.execute(store.database);
    const window = { from: new Date(0), to: new Date(), limit: 10, offset: 0 };
    expect(await updates.list(CITY, window)).toEqual({ updates: [], more: false });
    expect(await updates.requestFor(CITY, publicId, '00000000-0000-4000-8000-000000000000')).toBeUndefined();
    const push = new PushStore(store.database);
    await push.ensure(['someone']);
    await sql`update bridge.push_subscriber set cursor_at = '2000-01-01'`.execute(store.database);
    await push.feed('someone', CITY, 10);
    expect(await push.due('someone', 10)).toEqual([]);
    expect(await new AlertFiguresStore(store.database).lastReports([CITY])).toEqual(new Map());
    await expect(sql`update bridge.service_request set private = false`.execute(store.database)).rejects.toThrow(
      /canary_private/,
    );
    await sql`update bridge.delivery set state = 'pending', created_at = now() - interval '9 days'`.execute(store.database);
    await sql`update bridge.crm_case set created_at = now() - interval '9 days', news_at = null, news = null`.execute(
      store.database,
    );
    const policy = { connection: CRM, to: 'riverton.example/mailbox', afterMinutes: 1 };
    expect(await new FallbackStore(store.database).copyLate(policy, 10)).toEqual({ looked: 0, copied: 0 });
    const watch = { connection: CRM, stale: { afterDays: 1, except: [] } };
    expect(await new AttentionStore(store.database).stale([watch], 10)).toEqual([]);
  });

  it('goes when it ended long ago', async () => {
    await sql`update bridge.canary set ended_at = now() - interval '31 days', started_at = now() - interval '31 days'`.execute(
      store.database,
    );
    expect(await canaries.isTime(CRM, 60)).toBe(true);
    await canaries.prune(10);
    expect(await figures.latest([CRM])).toEqual([]);
    expect(await store.database.selectFrom('service_request').select('id').execute()).toEqual([]);
  });
});
