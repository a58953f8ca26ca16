import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { auditOf } from '../../src/store/audit.js';
import { DeadLetterStore } from '../../src/store/dead-letters.store.js';
import { aLane, anAttempt, stepsOf } from '../support/lanes.js';
import { BOTH, type TestStore } from '../support/stores.js';

const CONNECTION = 'riverton.example/crm';
const LONG_AGO = new Date('2026-01-01T00:00:00Z');
const FAR = new Date('2099-01-01T00:00:00Z');

describe.each(BOTH)('dead letters on %s', (_name, open) => {
  let store: TestStore;
  let letters: DeadLetterStore;
  beforeAll(async () => {
    store = await open();
    letters = new DeadLetterStore(store.database);
  });
  afterAll(() => store.close());
  beforeEach(() => sql`delete from bridge.service_request`.execute(store.database));

  const rowOf = (id: string) => store.database.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const actsOn = async (id: string) =>
    (await auditOf(store.database, `delivery/${id}`)).map(({ actor, action }) => [actor, action]);
  const dead = { state: 'dead', attempts: 1, last_error_kind: 'rejected', last_error_text: 'no such category' } as const;

  describe('lists', () => {
    it('a page at a time, oldest first, each delivery once, also those of one instant', async () => {
      const lanes = [];
      for (let n = 0; n < 5; n++) lanes.push(await aLane(store.database, [{ ...dead, created_at: n < 3 ? LONG_AGO : FAR }]));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await letters.list({ states: ['dead'] }, { limit: 2, cursor });
        seen.push(...page.deliveries.map(({ id }) => id));
        cursor = page.next;
      } while (cursor);
      const first = lanes.slice(0, 3).map(({ ids }) => ids[0]!);
      const last = lanes.slice(3).map(({ ids }) => ids[0]!);
      expect(seen).toEqual([...first.sort(), ...last.sort()]);
      await expect(letters.list({}, { limit: 2, cursor: 'x' })).rejects.toThrow('that is no cursor');
    });

    it.each([
      ['state', { states: ['unknown'] }],
      ['connection', { connection: 'elsewhere.example/crm' }],
      ['city', { jurisdiction: 'elsewhere.example' }],
      ['service', { serviceCode: 'TREE' }],
      ['kind of error', { kind: 'unknown' }],
      ['text of the error, in any case', { text: 'LOST 100%_' }],
      ['step', { step: 'update_case' }],
      ['age', { createdBefore: new Date('2026-01-02T00:00:00Z') }],
    ] as const)('only what fits the %s', async (_what, filter) => {
      await aLane(store.database, [dead]);
      const { ids, publicId } = await aLane(
        store.database,
        [
          {
            step: 'update_case',
            state: 'unknown',
            connection: 'elsewhere.example/crm',
            last_error_kind: 'unknown',
            last_error_text: 'answer lost 100%_ of the time',
            created_at: LONG_AGO,
          },
        ],
        { jurisdictionId: 'elsewhere.example', serviceCode: 'TREE' },
      );
      const { deliveries } = await letters.list(filter, { limit: 9 });
      expect(deliveries).toEqual([
        expect.objectContaining({ id: ids[0], request: publicId, jurisdiction: 'elsewhere.example', serviceCode: 'TREE' }),
      ]);
      expect(JSON.stringify(deliveries)).not.toContain('Deep hole');
      const { total } = await letters.groups(filter, { byReason: false, limit: 9 });
      expect(total).toBe(1);
      const other = await letters.list({ createdAfter: new Date('2026-01-02T00:00:00Z') }, { limit: 9 });
      expect(other.deliveries).toHaveLength(1);
    });

    it('are counted by connection, state, kind and reason, with the oldest as samples', async () => {
      const lanes = [];
      for (let n = 0; n < 4; n++)
        lanes.push(await aLane(store.database, [{ ...dead, created_at: new Date(Date.UTC(2026, 0, n + 1)) }]));
      await aLane(store.database, [{ ...dead, last_error_text: 'another reason' }]);
      const { total, groups, more } = await letters.groups({ states: ['dead'] }, { byReason: true, limit: 1 });
      expect({ total, more }).toEqual({ total: 5, more: 1 });
      expect(groups).toEqual([
        {
          connection: CONNECTION,
          state: 'dead',
          kind: 'rejected',
          reason: 'no such category',
          count: 4,
          oldest: LONG_AGO,
          samples: lanes.slice(0, 3).map(({ ids }) => ids[0]),
        },
      ]);
      expect((await letters.groups({ states: ['dead'] }, { byReason: false, limit: 9 })).groups).toHaveLength(1);
      expect(await letters.groups({ states: ['unknown'] }, { byReason: false, limit: 9 })).toEqual({
        total: 0,
        groups: [],
        more: 0,
      });
    });
  });

  it('shows one whole, by the first digits of its id', async () => {
    const lane = await aLane(store.database, [{ state: 'delivered' }, dead, { blocked: true }]);
    await anAttempt(store.database, lane.ids[1]!, { kind: 'rejected', exchanges: [{ url: 'http://crm/' }] });
    await letters.retry(lane.ids[1]!, 'Ada');
    const shown = await letters.show(lane.ids[1]!.slice(0, 13));
    expect(shown).toMatchObject({
      request: lane.publicId,
      attempts: [{ number: 1, error_kind: 'rejected', exchanges: [{ url: 'http://crm/' }] }],
      lane: [{ position: 1 }, { position: 2 }, { position: 3, blocked: true }],
      acts: [{ actor: 'Ada', action: 'delivery.retry', detail: { was: 'dead', connection: CONNECTION, request: lane.publicId } }],
    });
    await expect(letters.show('7')).rejects.toThrow('give at least its first 8 digits');
    await expect(letters.show(randomUUID())).rejects.toThrow('no delivery has an id that begins with');
  });

  describe('retry', () => {
    const patience = { first_failed_at: LONG_AGO, last_backoff_ms: 9, first_sent_at: LONG_AGO };

    it.each([
      ['that the CRM refused is sent again', 'rejected', 'pending'],
      ['whose answer was lost is looked for first', 'unknown', 'sending'],
    ])('of a dead one %s', async (_what, kind, state) => {
      const { ids } = await aLane(store.database, [{ ...dead, ...patience, not_before: FAR }]);
      await anAttempt(store.database, ids[0]!, { kind });
      await letters.retry(ids[0]!, 'Ada');
      const row = await rowOf(ids[0]!);
      expect(row).toMatchObject({ state, first_failed_at: null, last_backoff_ms: null, settled_at: null });
      expect(row.not_before.getTime()).toBeLessThan(FAR.getTime());
      expect(await actsOn(ids[0]!)).toEqual([['Ada', 'delivery.retry']]);
    });

    it('looks first where an attempt left no record', async () => {
      const { ids } = await aLane(store.database, [{ ...dead, attempts: 2 }]);
      await anAttempt(store.database, ids[0]!, { kind: 'rejected' });
      await letters.retry(ids[0]!, 'Ada');
      expect((await rowOf(ids[0]!)).state).toBe('sending');
    });

    it.each(['pending', 'sending'] as const)('makes one that is %s and waits due now', async (state) => {
      const { ids } = await aLane(store.database, [{ ...patience, state, not_before: FAR }]);
      await letters.retry(ids[0]!, 'Ada');
      const row = await rowOf(ids[0]!);
      expect(row).toMatchObject({ state, last_backoff_ms: null, first_failed_at: null });
      expect(row.not_before.getTime()).toBeLessThan(FAR.getTime());
    });

    it('is refused where it makes no sense, with the way out, and leaves no trace', async () => {
      const lane = await aLane(store.database, [
        { state: 'delivered' },
        { state: 'unknown' },
        { blocked: true },
        { state: 'sending', claimed_by: 'host-7', not_before: FAR },
      ]);
      const [done, unknown, blocked, sending] = lane.ids as [string, string, string, string];
      await expect(letters.retry(done, 'Ada')).rejects.toThrow('is delivered, and that is final');
      await expect(letters.retry(unknown, 'Ada')).rejects.toThrow(`deliveries resolve ${unknown} --adopt REF`);
      await expect(letters.retry(blocked, 'Ada')).rejects.toThrow(
        `waits for an earlier step that is unknown: see to ${unknown} first`,
      );
      await expect(letters.retry(sending, 'Ada')).rejects.toThrow('is being sent just now by host-7: ask again after 2099-');
      for (const id of lane.ids) expect(await actsOn(id)).toEqual([]);
    });

    it('of many takes what fits and can be retried, and nothing twice', async () => {
      const lanes = [];
      for (let n = 0; n < 3; n++) lanes.push(await aLane(store.database, [dead, { blocked: true }]));
      const other = await aLane(store.database, [{ ...dead, last_error_text: 'another reason' }]);
      const busy = await aLane(store.database, [
        { state: 'sending', claimed_by: 'w', not_before: FAR, last_error_text: 'no such category' },
      ]);
      const both = await Promise.all([1, 2].map(() => letters.retryMany({ text: 'no such' }, 'Ada')));
      expect(both[0]! + both[1]!).toBeGreaterThanOrEqual(3);
      expect(await letters.retryMany({ states: ['dead'], text: 'no such' }, 'Ada')).toBe(0);
      for (const { ids } of lanes) expect((await rowOf(ids[0]!)).state).toBe('sending');
      for (const lane of lanes) expect(await stepsOf(store.database, lane)).toEqual(['sending', 'pending blocked']);
      expect((await rowOf(other.ids[0]!)).state).toBe('dead');
      expect((await rowOf(busy.ids[0]!)).not_before).toEqual(FAR);
      expect((await actsOn(lanes[0]!.ids[0]!))[0]).toEqual(['Ada', 'delivery.retry']);
    });
  });
});
