import type { DetailedStatus } from '../../../domain/service-request.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { same } from '../expectations.js';

const needs = ['ledger', 'updateCase'] as const;
const level = 'complete';

/** The settings under test close a case at `fixed`, open it again at `open`, and do nothing else. */
async function standsAfter(bench: ConformanceBench, words: readonly DetailedStatus[]): Promise<string> {
  const [caseRef, adapter] = [await bench.aCase(), bench.adapter()];
  for (const word of words) await adapter.updateCase!(caseRef, bench.change(word), bench.context());
  return (await bench.caseOf(caseRef)).status;
}

export const updateCases: readonly ConformanceCase[] = [
  {
    id: 'UPDATE-01',
    title: 'closes a case at a resident’s word',
    level,
    needs,
    run: async (bench) => same('the case', await standsAfter(bench, ['fixed']), 'closed'),
  },
  {
    id: 'UPDATE-02',
    title: 'opens a case again at a resident’s word',
    level,
    needs,
    run: async (bench) => same('the case', await standsAfter(bench, ['fixed', 'open']), 'open'),
  },
  {
    id: 'UPDATE-03',
    title: 'closes a case twice with the same result as once',
    level,
    needs,
    run: async (bench) => same('the case', await standsAfter(bench, ['fixed', 'fixed']), 'closed'),
  },
  {
    id: 'UPDATE-04',
    title: 'opens a case twice with the same result as once',
    level,
    needs,
    run: async (bench) => same('the case', await standsAfter(bench, ['fixed', 'open', 'open']), 'open'),
  },
  {
    id: 'UPDATE-05',
    title: 'leaves a case alone at a word that the settings don’t name',
    level,
    needs,
    async run(bench) {
      const caseRef = await bench.aCase();
      const before = await bench.onlyCase();
      await bench.adapter().updateCase!(caseRef, bench.change('planned'), bench.context());
      same('the case', await bench.onlyCase(), before);
    },
  },
  {
    id: 'UPDATE-06',
    title: 'changes no other case',
    level,
    needs,
    async run(bench) {
      const other = await bench.aCase();
      await standsAfter(bench, ['fixed']);
      same('the other case', (await bench.caseOf(other)).status, 'open');
    },
  },
];
