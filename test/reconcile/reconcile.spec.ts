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
    await plantStore(store.database, plan);
  }, 120_000);
  afterAll(() => store?.close());

  it('finds every difference of every kind, proposes its repair, and reports nothing else', async () => {
    const { report } = await aReconciler(store.database, plan, new PlantedCrm(plan).adapter).compare();
    const found = report.differences.map(({ kind, request, repair }) => ({ kind, request, repair }));
    expect(sorted(found)).toEqual(plan.expected());
    expect(report).toMatchObject({ isWhole: true, listed: 0, notCheckable: [] });
  });

  it('repairs all of it, each with its row in the audit, and finds nothing then', async () => {
    const { compare, repair } = aReconciler(store.database, plan, new PlantedCrm(plan).adapter);
    const repaired = await repair();
    expect(repaired.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    const { report } = await compare();
    expect(report).toMatchObject({ differences: [], listed: 6, isWhole: true });
    const acts = await store.database.selectFrom('audit_event').select(['action']).where('actor', '=', 'Ada').execute();
    expect(counts(acts.map(({ action }) => action))).toEqual({
      'delivery.resolve.adopt': 2,
      'delivery.resolve.resend': 1,
      'delivery.retry': 1,
      'reconcile.apply': 10,
      'reconcile.person': 6,
    });
  });
});

function counts(words: readonly string[]): Record<string, number> {
  return Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((each) => each === word).length]));
}
