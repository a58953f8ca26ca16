import { BOTH, type TestStore } from '../support/stores.js';
import { Plan, sorted } from './support/plan.js';
import { PlantedCrm } from './support/planted-crm.js';
import { plantStore } from './support/planted-store.js';
import { aReconciler } from './support/reconciling.js';

const plan = new Plan(200, 20);

/** More of it: `npm run reconcile:planted -- --reports 10000 --differences 50`. */
describe.each(BOTH)('reconciling over %s', (_name, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  it('finds every difference of every kind, proposes its repair, and reports nothing else', async () => {
    await plantStore(store.database, plan);
    const { report } = await aReconciler(store.database, plan, new PlantedCrm(plan).adapter).compare();
    const found = report.differences.map(({ kind, request, repair }) => ({ kind, request, repair }));
    expect(sorted(found)).toEqual(plan.expected());
    expect(report).toMatchObject({ isWhole: true, listed: 0, notCheckable: [] });
  });
});
