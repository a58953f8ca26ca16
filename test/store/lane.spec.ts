import { lockLane, unblockNext } from '../../src/store/lane.js';
import { aLane, stepsOf } from '../support/lanes.js';
import { BOTH, type TestStore } from '../support/stores.js';

const CONNECTION = 'riverton.example/crm';

describe.each(BOTH)('a lane on %s', (_name, open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const unblock = (requestId: string) => store.database.transaction().execute((tx) => unblockNext(tx, requestId, CONNECTION));

  it('goes on with the next step alone once the one before is delivered or cancelled', async () => {
    const lane = await aLane(store.database, [
      { state: 'delivered' },
      { state: 'cancelled' },
      { blocked: true, not_before: new Date('2099-01-01') },
      { blocked: true },
    ]);
    expect(await unblock(lane.requestId)).toBe(lane.ids[2]);
    expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'cancelled', 'pending', 'pending blocked']);
    const { not_before: due } = await store.database
      .selectFrom('delivery')
      .select('not_before')
      .where('id', '=', lane.ids[2]!)
      .executeTakeFirstOrThrow();
    expect(due.getFullYear()).toBeLessThan(2099);
  });

  it.each(['pending', 'sending', 'unknown', 'dead'] as const)('waits behind a step that is %s', async (state) => {
    const lane = await aLane(store.database, [{ state: 'delivered' }, { state }, { blocked: true }]);
    expect(await unblock(lane.requestId)).toBeUndefined();
    expect((await stepsOf(store.database, lane))[2]).toBe('pending blocked');
  });

  it('of one connection leaves those of others alone', async () => {
    const lane = await aLane(store.database, [
      { state: 'delivered', connection: 'elsewhere/crm' },
      { blocked: true, connection: 'elsewhere/crm' },
    ]);
    expect(await unblock(lane.requestId)).toBeUndefined();
  });

  it('that somebody holds is not changed by anybody else until they are done', async () => {
    const lane = await aLane(store.database, [{ state: 'delivered' }, { blocked: true }, { blocked: true }]);
    let other: Promise<unknown> | undefined;
    await store.database.transaction().execute(async (tx) => {
      const steps = await lockLane(tx, lane.requestId, CONNECTION);
      expect(steps.map(({ state, blocked }) => [state, blocked])).toEqual([
        ['delivered', false],
        ['pending', true],
        ['pending', true],
      ]);
      other = unblock(lane.requestId);
      await tx.updateTable('delivery').set({ state: 'cancelled' }).where('id', '=', lane.ids[1]!).execute();
      await unblockNext(tx, lane.requestId, CONNECTION);
    });
    await other;
    expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'cancelled blocked', 'pending']);
  });
});
