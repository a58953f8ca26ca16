import type { CaseRef } from '../../../domain/delivery.js';
import type { CaseSnapshot } from '../../adapter.js';
import type { Misbehaviour } from '../../emulator/misbehaviour.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failsAs, failureOf, same } from '../expectations.js';
import { FailingHttp } from '../failing-http.js';
import { showsNoSecret, shownOf } from '../secrecy.js';
import { numbered } from './losses.js';
import { isRecent, statusOf } from './status.js';

const level = 'complete';
const needs = ['fetchStatuses', 'ledger'] as const;
/** More than most CRMs take in one call. */
const MANY = 45;
const UNKNOWN_REFERENCES = ['NO-SUCH-CASE', '0', '..', 'a b&c=d,e/?#%', '<x>&"'];
const SECRET_UNDER: readonly Misbehaviour[] = ['auth', 'fault', 'error500', 'html'];

const ask = (bench: ConformanceBench, refs: readonly CaseRef[], context = bench.context()) =>
  bench.adapter().fetchStatuses!(refs, context);

async function madeCases(bench: ConformanceBench, count: number): Promise<CaseRef[]> {
  const refs: CaseRef[] = [];
  for (let number = 0; number < count; number += 1) refs.push(await bench.aCase());
  return refs;
}

const inOrder = (refs: readonly CaseRef[]): CaseRef[] => [...refs].sort();
const refsOf = (snapshots: readonly CaseSnapshot[]): CaseRef[] => inOrder(snapshots.map(({ caseRef }) => caseRef));
const openly = ({ caseRef, status, reason }: CaseSnapshot) => ({ caseRef, status, reason });

export const statusesCases: readonly ConformanceCase[] = [
  {
    id: 'STATUSES-01',
    title: 'tells of every case that it is asked for, once, in whatever order',
    level,
    needs,
    async run(bench) {
      const refs = await madeCases(bench, 4);
      const snapshots = await ask(bench, [...refs].reverse());
      same('the cases', refsOf(snapshots), inOrder(refs));
      for (const snapshot of snapshots) isRecent(snapshot, bench);
    },
  },
  {
    id: 'STATUSES-02',
    title: 'leaves out the cases that the CRM does not know, and tells of all others',
    level,
    needs,
    async run(bench) {
      const [first, second] = (await madeCases(bench, 2)) as [CaseRef, CaseRef];
      same('the cases', refsOf(await ask(bench, [UNKNOWN_REFERENCES[0]!, first, ...UNKNOWN_REFERENCES.slice(1), second])), [
        ...inOrder([first, second]),
      ]);
    },
  },
  {
    id: 'STATUSES-03',
    title: 'makes nothing of cases none of which the CRM knows',
    level,
    needs,
    async run(bench) {
      await bench.aCase();
      same('the cases', await ask(bench, UNKNOWN_REFERENCES), []);
    },
  },
  {
    id: 'STATUSES-04',
    title: 'tells of no case that it was not asked for',
    level,
    needs,
    async run(bench) {
      const [first, , third] = (await madeCases(bench, 3)) as [CaseRef, CaseRef, CaseRef];
      same('the cases', refsOf(await ask(bench, [third, first])), inOrder([first, third]));
    },
  },
  {
    id: 'STATUSES-05',
    title: 'says of each case what asking for that case alone says',
    level,
    needs: [...needs, 'fetchStatus'],
    async run(bench) {
      const refs = await madeCases(bench, 3);
      await bench.control.close(refs[1]!, bench.under.closeReason ?? 'Repaired');
      const alone = await Promise.all(inOrder(refs).map((ref) => statusOf(bench, ref)));
      const together = (await ask(bench, refs)).toSorted((one, other) => (one.caseRef < other.caseRef ? -1 : 1));
      same('status and reason', together.map(openly), alone.map(openly));
    },
  },
  {
    id: 'STATUSES-06',
    title: 'answers for one case as for several',
    level,
    needs,
    async run(bench) {
      const [caseRef] = await madeCases(bench, 2);
      same('the cases', refsOf(await ask(bench, [caseRef!])), [caseRef]);
    },
  },
  {
    id: 'STATUSES-07',
    title: 'tells of more cases than a CRM takes in one call',
    level,
    needs,
    async run(bench) {
      const refs = await madeCases(bench, MANY);
      same('the cases', refsOf(await ask(bench, refs)), inOrder(refs));
    },
  },
  {
    id: 'STATUSES-08',
    title: 'fails as a whole when one of its calls fails, and tells no part for all',
    level,
    needs,
    async run(bench) {
      const refs = [...(await madeCases(bench, 3)), ...Array.from({ length: MANY }, (_each, number) => `NONE-${number}`)];
      const counting = new FailingHttp();
      await ask(bench, refs, counting.around(bench.context()));
      if (counting.sent === 0) return;
      const failing = new FailingHttp(counting.sent - 1);
      await failsAs('the call', ['transient', 'unavailable'], ask(bench, refs, failing.around(bench.context())));
    },
  },
  {
    id: 'STATUSES-09',
    title: 'changes nothing in the CRM by asking for several cases',
    level,
    needs,
    async run(bench) {
      const refs = await madeCases(bench, 3);
      const before = await bench.control.cases();
      await ask(bench, refs);
      same('the cases in the CRM', await bench.control.cases(), before);
    },
  },
  ...SECRET_UNDER.map((mode, index): ConformanceCase => ({
    id: `STATUSES-SECRET-${numbered(index + 1)}`,
    title: `shows no secret when asking for several cases fails (${mode})`,
    level,
    needs: [...needs, `fault:${mode}`],
    async run(bench) {
      const refs = await madeCases(bench, 2);
      await bench.control.misbehave({ mode });
      const context = bench.context();
      showsNoSecret(shownOf(await failureOf('the call', ask(bench, refs, context)), context), bench.under.secrets);
    },
  })),
];
