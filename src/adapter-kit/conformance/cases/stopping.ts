import type { FailureKind } from '../../../domain/delivery.js';
import type { CallContext, CrmAdapter } from '../../adapter.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase, Level, Need } from '../conformance-case.js';
import { callsOnceQuiet, failsAs, holds, same, until } from '../expectations.js';
import { READS } from '../reads.js';
import { operationOf, type Sending, type Write, WRITES } from '../writes.js';
import { higher, needsOf } from './write-failures.js';

/** Far below a call's own patience: ended by the signal, or not at all. Generous, for a busy machine. */
const SOON_MS = 2_500;
const READ_KINDS: readonly FailureKind[] = ['transient', 'unavailable', 'unknown'];

type Ask = (adapter: CrmAdapter, context: CallContext) => Promise<unknown>;

export const stoppingCases: readonly ConformanceCase[] = [...WRITES.flatMap(writeCases), ...READS.flatMap(readCases)];

function writeCases(write: Write): ConformanceCase[] {
  const level = higher(write.level, 'reliable');
  return [
    {
      id: `${write.group}-STOP-01`,
      title: `sends nothing of ${write.what} when the signal has gone before`,
      level,
      needs: needsOf(write),
      async run(bench) {
        const sending = await write.prepare(bench);
        const before = await bench.control.calls();
        const context = bench.context({ signal: AbortSignal.abort() });
        await failsAs('a call whose signal has gone', 'transient', sending.send(bench.adapter(), context));
        same('the calls that the CRM got', await bench.control.calls(), before);
      },
    },
    {
      id: `${write.group}-STOP-02`,
      title: `ends a hanging call at the signal, and does not know what became of ${write.what}`,
      level,
      needs: [...needsOf(write), 'fault:hang'],
      run: (bench) => stoppedInTheMiddle(bench, write),
    },
    {
      id: `${write.group}-STOP-03`,
      title: `ends a call at the signal that the CRM has not begun with, and does not know what became of ${write.what}`,
      level,
      needs: [...needsOf(write), 'fault:hang'],
      async run(bench) {
        const sending = await write.prepare(bench);
        await bench.control.misbehave({ mode: 'hang', op: operationOf(write, bench) });
        await endsAtTheSignal(
          bench,
          ['unknown'],
          (adapter, context) => sending.send(adapter, context),
          operationOf(write, bench),
        );
        same(`how often the CRM has ${write.what}`, await sending.count(), 0);
      },
    },
    {
      id: `${write.group}-STOP-04`,
      title: `ends a call at the signal whose answer trickles for ever, and does not know what became of ${write.what}`,
      level,
      needs: [...needsOf(write), 'fault:trickle'],
      async run(bench) {
        const sending = await write.prepare(bench);
        await bench.control.misbehave({ mode: 'trickle', op: operationOf(write, bench) });
        await endsAtTheSignal(
          bench,
          ['unknown'],
          (adapter, context) => sending.send(adapter, context),
          operationOf(write, bench),
        );
      },
    },
    {
      id: `${write.group}-STOP-05`,
      title: `waits for a slow answer as long as there is time, and brings ${write.what} there once`,
      level,
      needs: [...needsOf(write), 'fault:slow'],
      async run(bench) {
        const sending = await write.prepare(bench);
        await bench.control.misbehave({ mode: 'slow', delayMs: 100, op: operationOf(write, bench) });
        await sending.send(bench.adapter(), bench.context());
        same(`how often the CRM has ${write.what}`, await sending.count(), 1);
      },
    },
  ];
}

function readCases({ group, level: own, verbs, asked, prepare }: (typeof READS)[number]): ConformanceCase[] {
  const level: Level = higher(own, 'reliable');
  const needs: Need[] = ['ledger', ...verbs];
  return [
    {
      id: `${group}-STOP-01`,
      title: `asked ${asked}, asks nothing when the signal has gone before`,
      level,
      needs,
      async run(bench) {
        const ask = await prepare(bench);
        const before = await bench.control.calls();
        await failsAs(
          'a call whose signal has gone',
          READ_KINDS,
          ask(bench.adapter(), bench.context({ signal: AbortSignal.abort() })),
        );
        same('the calls that the CRM got', await bench.control.calls(), before);
      },
    },
    {
      id: `${group}-STOP-02`,
      title: `asked ${asked}, ends a hanging call at the signal`,
      level,
      needs: [...needs, 'fault:hang'],
      async run(bench) {
        const ask = await prepare(bench);
        await bench.control.misbehave({ mode: 'hang' });
        await endsAtTheSignal(bench, READ_KINDS, ask);
      },
    },
    {
      id: `${group}-STOP-03`,
      title: `asked ${asked}, ends at the signal when the answer trickles for ever`,
      level,
      needs: [...needs, 'fault:trickle'],
      async run(bench) {
        const ask = await prepare(bench);
        await bench.control.misbehave({ mode: 'trickle' });
        await endsAtTheSignal(bench, READ_KINDS, ask);
      },
    },
  ];
}

/** Aborts once the CRM has got the call, of the operation or of any. */
async function endsAtTheSignal(bench: ConformanceBench, kinds: readonly FailureKind[], ask: Ask, op?: string): Promise<void> {
  const stop = new AbortController();
  const callsSoFar = async () => {
    const calls = await bench.control.calls();
    return op === undefined ? Object.values(calls).reduce((sum, each) => sum + each, 0) : (calls[op] ?? 0);
  };
  const before = await callsSoFar();
  const failed = failsAs('a call that was stopped', kinds, ask(bench.adapter(), bench.context({ signal: stop.signal })));
  await Promise.race([until('the CRM gets the call', async () => (await callsSoFar()) > before), failed]);
  await endsSoon(stop, failed);
}

async function endsSoon(stop: AbortController, failed: Promise<unknown>): Promise<void> {
  const stopped = performance.now();
  stop.abort();
  await failed;
  holds(performance.now() - stopped < SOON_MS, `it went on for more than ${SOON_MS} ms`);
}

async function stoppedInTheMiddle(bench: ConformanceBench, write: Write): Promise<void> {
  const sending: Sending = await write.prepare(bench);
  await bench.control.misbehave({ mode: 'hang', when: 'after', op: operationOf(write, bench) });
  const stop = new AbortController();
  const failed = failsAs(
    'a call that was stopped',
    'unknown',
    sending.send(bench.adapter(), bench.context({ signal: stop.signal })),
  );
  await Promise.race([until(`the CRM has ${write.what}`, async () => (await sending.count()) === 1), failed]);
  const calls = await bench.control.calls();
  await endsSoon(stop, failed);
  same('the calls after it was stopped', await callsOnceQuiet(bench.control), calls);
}
