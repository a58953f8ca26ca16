import { MISBEHAVIOURS } from '../../emulator/misbehaviour.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { contains, failureOf, fail, holds, same } from '../expectations.js';

const level = 'basic';
const needs = ['ledger'] as const;

/** Orders a fault for the call that makes a case, and says how many cases there are after a try. */
async function casesUnder(bench: ConformanceBench, order: Parameters<ConformanceBench['control']['misbehave']>[0]) {
  await bench.control.misbehave(order);
  await Promise.allSettled([bench.aCase()]);
  return (await bench.control.cases()).length;
}

/** An emulator that does not do what it is told proves nothing about an adapter. */
export const emulatorCases: readonly ConformanceCase[] = [
  {
    id: 'EMULATOR-01',
    title: 'forgets its cases when it is reset',
    level,
    needs,
    async run(bench) {
      await bench.aCase();
      await bench.control.reset();
      same('the cases', await bench.control.cases(), []);
      same('the calls', await bench.control.calls(), {});
    },
  },
  {
    id: 'EMULATOR-02',
    title: 'behaves again when it is told to',
    level,
    needs: [...needs, 'fault:refuse'],
    async run(bench) {
      await bench.control.misbehave({ mode: 'refuse' });
      await failureOf('a call that is refused', bench.aCase());
      await bench.control.behave();
      await bench.aCase();
      await bench.onlyCase();
    },
  },
  {
    id: 'EMULATOR-03',
    title: 'makes no case when it fails before',
    level,
    needs: [...needs, 'fault:drop'],
    run: async (bench) =>
      same('the cases', await casesUnder(bench, { mode: 'drop', when: 'before', op: bench.under.operations.create }), 0),
  },
  {
    id: 'EMULATOR-04',
    title: 'makes a case when it fails after',
    level,
    needs: [...needs, 'fault:drop'],
    run: async (bench) =>
      same('the cases', await casesUnder(bench, { mode: 'drop', when: 'after', op: bench.under.operations.create }), 1),
  },
  {
    id: 'EMULATOR-05',
    title: 'fails only at the operation it was told to fail at',
    level,
    needs: [...needs, 'fault:error500'],
    run: async (bench) => same('the cases', await casesUnder(bench, { mode: 'error500', op: 'no-such-operation' }), 1),
  },
  {
    id: 'EMULATOR-06',
    title: 'fails as often as it was told to',
    level,
    needs: [...needs, 'fault:fault'],
    async run(bench) {
      const order = { mode: 'fault', op: bench.under.operations.create, count: 1 } as const;
      same('the cases after the first try', await casesUnder(bench, order), 0);
      await bench.aCase();
      await bench.onlyCase();
    },
  },
  {
    id: 'EMULATOR-07',
    title: 'takes the time it was told to take',
    level,
    needs: [...needs, 'fault:slow'],
    async run(bench) {
      await bench.control.misbehave({ mode: 'slow', delayMs: 80, op: bench.under.operations.create });
      const started = performance.now();
      await bench.aCase();
      const tookMs = performance.now() - started;
      holds(tookMs >= 75, `told to take 80 ms, it took ${Math.round(tookMs)} ms`);
    },
  },
  {
    id: 'EMULATOR-08',
    title: 'counts its calls, those that it fails included',
    level,
    needs: [...needs, 'fault:error500'],
    async run(bench) {
      const op = bench.under.operations.create;
      await bench.aCase();
      await casesUnder(bench, { mode: 'error500', op });
      same(`the calls of ${op}`, (await bench.control.calls())[op], 2);
    },
  },
  {
    id: 'EMULATOR-09',
    title: 'knows every way to fail, and no other',
    level,
    needs,
    async run(bench) {
      for (const mode of MISBEHAVIOURS) await bench.control.misbehave({ mode });
      const wrong = bench.control.misbehave({ mode: 'no-such-way' as 'drop' });
      const answer = await wrong.then(
        () => fail('it took an order that makes no sense'),
        (error: Error) => error.message,
      );
      contains('its answer', answer, /mode/);
    },
  },
  {
    id: 'EMULATOR-10',
    title: 'closes a case with its reason, and none that is not there',
    level,
    needs,
    async run(bench) {
      const caseRef = await bench.aCase();
      await bench.control.close(caseRef, 'Repaired');
      const { status, reason } = await bench.onlyCase();
      same('the case', { status, reason }, { status: 'closed', reason: 'Repaired' });
      const [answer] = await Promise.allSettled([bench.control.close('NO-SUCH-CASE', 'Repaired')]);
      same('closing a case that is not there', answer.status, 'rejected');
    },
  },
  {
    id: 'EMULATOR-11',
    title: 'shares no case with another of its kind',
    level,
    needs,
    async run(bench) {
      const another = await bench.anotherServer();
      await bench.aCase();
      same('the cases of the other', await another.control!.cases(), []);
    },
  },
  {
    id: 'EMULATOR-12',
    title: 'says no in its own words',
    level,
    needs: [...needs, 'fault:fault'],
    async run(bench) {
      await bench.control.misbehave({ mode: 'fault', op: bench.under.operations.create });
      const error = await failureOf('a call', bench.aCase());
      contains('the error', error.message, bench.under.faultWords);
    },
  },
];
