import type { CrmAdapter } from '../../src/adapter-kit/adapter.js';
import { Connection } from '../../src/connections/connection.js';
import type { Connections } from '../../src/connections/connections.js';
import { reconcileParts } from '../../src/reconcile/parts.js';
import { ReconcileWatch } from '../../src/reconcile/reconcile.watch.js';
import { Reconciler } from '../../src/reconcile/reconciler.js';
import { Log } from '../../src/settings/log.js';
import type { Settings } from '../../src/settings/settings.js';
import { AttentionStore } from '../../src/store/attention.store.js';
import { ReconciliationStore } from '../../src/store/reconciliation.store.js';
import { SyncStore } from '../../src/store/sync.store.js';
import { SyncLease } from '../../src/sync/sync-lease.js';
import { aConnection } from '../support/a-connection.js';
import { until } from '../support/deployment.js';
import { onPostgres, type TestStore } from '../support/stores.js';
import { statusRules } from '../sync/support/cases.js';
import { CITY, CRM, Plan } from './support/plan.js';
import { PlantedCrm } from './support/planted-crm.js';
import { plantStore } from './support/planted-store.js';

const plan = new Plan(40, 10);
const SYNC = { ...aConnection().sync, casesPerCall: 100, reconcileEveryHours: 24, reconcileDays: 3650 };

describe('reconciling by schedule', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await onPostgres();
    await plantStore(store.database, plan);
  });
  afterAll(() => store.close());

  function aProcess(adapter: CrmAdapter): ReconcileWatch {
    const connection = new Connection(aConnection({ statusRules: [...statusRules], sync: SYNC }), adapter, Log.at('silent'));
    const city = { id: CITY, publicIdPattern: 'YY-NNNNNNNN', timeZone: 'UTC', connections: [connection.settings] };
    return new ReconcileWatch(
      { jurisdictions: [city] } as unknown as Settings,
      { get: () => connection } as unknown as Connections,
      new ReconciliationStore(store.database),
      new SyncLease(new SyncStore(store.database)),
      new Reconciler(reconcileParts(store.database)),
      Log.at('silent'),
    );
  }

  it('is done by one of all processes, and what it finds counts until a run by hand has set it right', async () => {
    const { fetchStatuses, findCase } = new PlantedCrm(plan).adapter;
    let asked = 0;
    const adapter = {
      findCase,
      fetchStatuses: async (refs: readonly string[], context: never) => {
        if (refs.length > 10) asked += 1;
        return fetchStatuses!(refs, context);
      },
    } as unknown as CrmAdapter;
    const processes = [aProcess(adapter), aProcess(adapter)];
    for (const each of processes) each.onApplicationBootstrap();
    const differences = async () =>
      (await new AttentionStore(store.database).waiting([])).find(({ kind }) => kind === 'differences')?.count;
    await until(differences, (count) => count !== undefined);
    for (const each of processes) await each.beforeApplicationShutdown();
    // All but what only a list of changes shows: cases that nothing here leads to, and second ones.
    expect(await differences()).toBe(8);
    expect(asked).toBe(1);
    const span = { from: new Date(0), to: new Date() };
    await new ReconciliationStore(store.database).recordByHand({ connection: CRM, span, kinds: {} });
    expect(await differences()).toBeUndefined();
  });
});
