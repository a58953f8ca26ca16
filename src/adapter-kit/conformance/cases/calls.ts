import type { Misbehaviour } from '../../emulator/misbehaviour.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { callsOnceQuiet, failureOf, holds, same } from '../expectations.js';
import { numbered } from './losses.js';

const level = 'reliable';
const AT_ONCE_MS = 2_500;
/** A session that has run out may be begun anew, once; nothing else is tried again. */
const TRIED_ONCE: readonly Misbehaviour[] = [
  'fault',
  'error500',
  'error503',
  'ratelimit',
  'html',
  'empty',
  'truncate',
  'drop',
  'cut',
  'garbage',
];

const callsOf = async ({ control }: ConformanceBench, op: string): Promise<number> => (await control.calls())[op] ?? 0;
const total = (calls: Readonly<Record<string, number>>): number => Object.values(calls).reduce((sum, each) => sum + each, 0);

export const callCases: readonly ConformanceCase[] = [
  {
    id: 'CALLS-01',
    title: 'makes a case with one call of the kind that makes cases',
    level,
    needs: ['ledger'],
    async run(bench) {
      await bench.aCase();
      same('the calls', (await callsOnceQuiet(bench.control))[bench.under.operations.create], 1);
    },
  },
  {
    id: 'CALLS-02',
    title: 'calls nobody until it is asked something',
    level,
    needs: ['ledger'],
    async run(bench) {
      for (let number = 0; number < 3; number += 1) bench.adapter();
      same('the calls', await callsOnceQuiet(bench.control), {});
    },
  },
  {
    id: 'CALLS-03',
    title: 'does nothing more once it has answered',
    level,
    needs: ['ledger'],
    async run(bench) {
      await bench.aCase();
      const calls = await bench.control.calls();
      same('the calls', await callsOnceQuiet(bench.control), calls);
    },
  },
  {
    id: 'CALLS-04',
    title: 'does nothing more once it has failed',
    level,
    needs: ['ledger', 'fault:error503'],
    async run(bench) {
      await bench.control.misbehave({ mode: 'error503', op: bench.under.operations.create });
      await failureOf('a call', bench.aCase());
      const calls = await bench.control.calls();
      same('the calls', await callsOnceQuiet(bench.control), calls);
    },
  },
  {
    id: 'CALLS-05',
    title: 'leaves it to the host to wait for as long as a busy CRM asks',
    level,
    needs: ['ledger', 'fault:ratelimit'],
    async run(bench) {
      await bench.control.misbehave({ mode: 'ratelimit', op: bench.under.operations.create });
      const started = performance.now();
      await failureOf('a call', bench.aCase());
      holds(performance.now() - started < AT_ONCE_MS, `it kept the caller waiting for more than ${AT_ONCE_MS} ms`);
    },
  },
  {
    id: 'CALLS-06',
    title: 'gives up after one more try at most when its credentials are refused',
    level,
    needs: ['ledger', 'fault:auth'],
    async run(bench) {
      await bench.control.misbehave({ mode: 'auth' });
      await failureOf('a call', bench.aCase());
      const made = total(await bench.control.calls());
      holds(made <= 4, `it called ${made} times`);
    },
  },
  ...TRIED_ONCE.map((mode, index): ConformanceCase => ({
    id: `CALLS-ONCE-${numbered(index + 1)}`,
    title: `leaves it to the host to try a case again (${mode})`,
    level,
    needs: ['ledger', `fault:${mode}`],
    async run(bench) {
      const op = bench.under.operations.create;
      await bench.control.misbehave({ mode, op });
      await failureOf('a call', bench.aCase());
      same(`the calls of ${op}`, await callsOf(bench, op), 1);
    },
  })),
];
