import type { ConformanceCase } from '../conformance-case.js';
import { failsAs, same } from '../expectations.js';

export const checkingCases: readonly ConformanceCase[] = [
  {
    id: 'CHECK-01',
    title: 'says that all is well when asked to check',
    level: 'basic',
    needs: [],
    run: async (bench) => same('the answer', await bench.adapter().check(bench.context()), undefined),
  },
  {
    id: 'CHECK-02',
    title: 'changes nothing in the CRM when asked to check',
    level: 'basic',
    needs: ['ledger'],
    async run(bench) {
      await bench.aCase();
      const before = await bench.control.cases();
      await bench.adapter().check(bench.context());
      same('the cases in the CRM', await bench.control.cases(), before);
    },
  },
  {
    id: 'CHECK-03',
    title: 'says that the credentials are wrong when asked to check',
    level: 'basic',
    needs: ['credentials'],
    async run(bench) {
      const adapter = bench.adapter(bench.under.badCredentials);
      await failsAs('a check with wrong credentials', 'misconfigured', adapter.check(bench.context()));
    },
  },
];
