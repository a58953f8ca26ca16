import { sql } from 'kysely';
import type { CaseSnapshot, CrmAdapter } from '../../src/adapter-kit/adapter.js';
import type { StatusRule } from '../../src/domain/status-rules.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { statusRules } from '../sync/support/cases.js';
import { onPostgres, type TestStore } from '../support/stores.js';
import { BEGIN, MINUTE, Plan, publicIdOf } from './support/plan.js';
import { PlantedCrm } from './support/planted-crm.js';
import { plantStore } from './support/planted-store.js';
import { aReconciler } from './support/reconciling.js';

const plan = new Plan(60, 10);
const NOTHING = new Plan(60, 0);

describe('reconciling with CRMs that can do less', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await onPostgres();
    await plantStore(store.database, plan);
  });
  afterAll(() => store.close());

  /** The planted CRM with these verbs only, and what they say instead. */
  const crm = (verbs: readonly (keyof CrmAdapter)[], instead: Partial<CrmAdapter> = {}) => {
    const { adapter } = new PlantedCrm(plan);
    const kept = Object.fromEntries(verbs.map((verb) => [verb, adapter[verb]]));
    return { findCase: adapter.findCase, ...kept, ...instead } as CrmAdapter;
  };
  const kindsFound = async (adapter: CrmAdapter, rules?: readonly StatusRule[]) => {
    const { report } = await aReconciler(store.database, plan, adapter, rules).compare();
    return { kinds: new Set(report.differences.map(({ kind }) => kind)), report };
  };

  it('takes of a CRM that only tells changes those that polling never brought, and says what it can not see', async () => {
    const { kinds, report } = await kindsFound(crm(['fetchChanges']));
    expect(kinds).toEqual(
      new Set(['missing_here', 'lost_answer', 'never_arrived', 'twice', 'merged', 'closed_there', 'open_there', 'text_differs']),
    );
    expect(report.notCheckable).toEqual([{ kinds: ['missing_there'], reason: expect.any(String) }]);
  });

  it('takes of several changes of a case the newest, in whatever order they come', async () => {
    const change = (minutes: number, status: string, publicText: string): CaseSnapshot => ({
      caseRef: 'C-7',
      status,
      publicText,
      changedAt: new Date(BEGIN + (7 + minutes) * MINUTE),
    });
    const told = [change(3, 'working', 'Text 7.'), change(2, 'done', 'Filled.'), change(1, 'done', 'Once.')];
    const { report } = await kindsFound(crm([], { fetchChanges: async () => ({ changes: told }) }));
    expect(report.differences.filter(({ request }) => request === publicIdOf(7))).toEqual([]);
  });

  it('does not read changes that the CRM tells only once', async () => {
    let asked = 0;
    const fetchChanges = async () => ({ changes: [], asked: (asked += 1) });
    const { report } = await kindsFound(crm(['fetchStatuses'], { fetchChanges, changesAreToldOnce: true }));
    expect(asked).toBe(0);
    expect(report.notCheckable).toEqual([{ kinds: ['missing_here', 'twice'], reason: expect.stringContaining('only once') }]);
  });

  it('leaves to polling what changed there a moment ago', async () => {
    const { adapter } = new PlantedCrm(plan);
    const moved = async (refs: readonly string[]) =>
      (await adapter.fetchStatuses!(refs, undefined as never)).map((each) => ({
        ...each,
        status: 'done',
        changedAt: new Date(),
      }));
    const { kinds, report } = await kindsFound(crm([], { fetchStatuses: moved }));
    expect([...kinds].filter((kind) => kind === 'closed_there')).toEqual([]);
    expect(report.looked.fresh).toBeGreaterThan(40);
  });

  it('does not report what polling applied while the run went on', async () => {
    const { adapter } = new PlantedCrm(NOTHING);
    let calls = 0;
    const settling = async (refs: readonly string[]) => {
      const told = await adapter.fetchStatuses!(refs, undefined as never);
      calls += 1;
      return calls > 1 ? told : told.map((each) => ({ ...each, status: each.status === 'done' ? 'working' : 'done' }));
    };
    const { kinds } = await kindsFound(crm([], { fetchStatuses: settling }));
    expect([kinds.has('open_there'), kinds.has('closed_there')]).toEqual([false, false]);
  });

  it('counts cases that the CRM refuses to tell of, and goes on with the others of the call', async () => {
    const { adapter } = new PlantedCrm(plan);
    const fetchStatuses = async (refs: readonly string[]) => {
      if (refs.includes('C-5')) throw new RejectedError('C-5 is locked');
      return adapter.fetchStatuses!(refs, undefined as never);
    };
    const { kinds, report } = await kindsFound(crm([], { fetchStatuses }));
    expect(report.looked.refused).toBe(1);
    expect(kinds.has('closed_there')).toBe(true);
  });

  it('holds the last words of a CRM that can not be asked against the rules of today, and applies them', async () => {
    const anew = statusRules.map((rule) => (isFor(rule, 'working') ? { ...rule, status: 'closed' as const } : rule));
    const { compare, repair } = aReconciler(store.database, plan, crm([]), anew);
    const closed = (await compare()).report.differences.filter(({ kind }) => kind === 'closed_there');
    expect(closed.length).toBeGreaterThan(10);
    await repair();
    expect((await compare()).report.differences.filter(({ kind }) => kind === 'closed_there')).toEqual([]);
  });

  it.each([
    ['is asked for its cases', ['fetchStatuses']],
    ['tells changes', ['fetchChanges']],
  ] as const)('says nothing of cases that went to another connection, where the CRM %s', async (_way, verbs) => {
    await sql`update bridge.crm_case set transferred_to = 'riverton.example/water'`.execute(store.database);
    const { report } = await kindsFound(crm(verbs));
    await sql`update bridge.crm_case set transferred_to = null`.execute(store.database);
    const ofCases = ['closed_there', 'open_there', 'text_differs', 'merged', 'renumbered', 'missing_there'];
    expect(report.differences.filter(({ kind, caseRef }) => ofCases.includes(kind) && caseRef?.startsWith('C-'))).toEqual([]);
  });
});

const isFor = ({ when: { status } }: StatusRule, word: string) =>
  status !== undefined && 'exact' in status && status.exact === word;
