import type { CallContext, KeptResults } from '../../adapter.js';
import type { ConformanceBench } from '../bench.js';
import { keptInMemory } from '../call-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { fail, holds, same } from '../expectations.js';
import { operationOf, type Write, WRITES } from '../writes.js';
import { higher, needsOf } from './write-failures.js';

const level = 'reliable';
const total = (calls: Readonly<Record<string, number>>): number => Object.values(calls).reduce((sum, each) => sum + each, 0);

export const keyCases: readonly ConformanceCase[] = [
  {
    id: 'KEY-01',
    title: 'asks the CRM anew at each attempt, having no memory of its own',
    level,
    needs: ['ledger'],
    async run(bench) {
      const [adapter, request] = [bench.adapter(), bench.request()];
      const { idempotencyKey } = bench.context();
      for (let attempt = 0; attempt < 2; attempt += 1) await adapter.createCase(request, bench.context({ idempotencyKey }));
      same('the calls', (await bench.control.calls())[bench.under.operations.create], 2);
    },
  },
  {
    id: 'KEY-02',
    title: 'tells two requests apart, whatever their keys',
    level,
    needs: ['ledger'],
    async run(bench) {
      const [adapter, first, second] = [bench.adapter(), bench.request(), bench.request()];
      const { idempotencyKey } = bench.context();
      for (const request of [first, second]) await adapter.createCase(request, bench.context({ idempotencyKey }));
      const text = await bench.ledgerText();
      for (const { id } of [first, second]) holds(text.includes(id), `nothing of ${id} got to the CRM`);
    },
  },
  {
    id: 'KEY-03',
    title: 'sends the same key at every attempt and another for another step, if it sends one',
    level,
    needs: ['ledger'],
    async run(bench) {
      const [adapter, request] = [bench.adapter(), bench.request()];
      const keys = [bench.context().idempotencyKey, bench.context().idempotencyKey];
      const sends: boolean[] = [];
      for (const idempotencyKey of [keys[0]!, keys[0]!, keys[1]!]) {
        await bench.control.reset();
        await adapter.createCase(request, bench.context({ idempotencyKey }));
        sends.push((await bench.ledgerText()).includes(idempotencyKey));
      }
      same('whether the key of the attempt got there', new Set(sends).size, 1);
    },
  },
  ...WRITES.flatMap((write) => [resumingCase(write), jsonCase(write), takenOverCase(write)]),
];

function resumingCase(write: Write): ConformanceCase {
  return {
    id: `${write.group}-KEPT-01`,
    title: `does not ask again for what an earlier attempt at ${write.what} has kept`,
    level: higher(write.level, 'reliable'),
    needs: needsOf(write),
    async run(bench) {
      const sending = await write.prepare(bench);
      const values = new Map<string, unknown>();
      const kept = keptInMemory(values);
      await bench.control.misbehave({ mode: 'error503', op: operationOf(write, bench) });
      const callsDuring = callCounter(bench);
      await Promise.allSettled([sending.send(bench.adapter(), bench.context({ kept }))]);
      const first = await callsDuring();
      await bench.control.behave();
      if (values.size === 0) return;
      await sending.send(bench.adapter(), bench.context({ kept: keptInMemory(asJson(values)) }));
      const second = (await callsDuring()) - first;
      holds(second < first, `the second attempt called ${second} times, the first ${first} times, though something was kept`);
    },
  };
}

function jsonCase(write: Write): ConformanceCase {
  return {
    id: `${write.group}-KEPT-02`,
    title: `keeps nothing of ${write.what} that would not survive as JSON`,
    level: higher(write.level, 'reliable'),
    needs: write.verb ? [write.verb] : [],
    async run(bench) {
      const sending = await write.prepare(bench);
      const values = new Map<string, unknown>();
      await sending.send(bench.adapter(), bench.context({ kept: keptInMemory(values) }));
      same('what was kept', asJson(values), values);
    },
  };
}

function takenOverCase(write: Write): ConformanceCase {
  return {
    id: `${write.group}-KEPT-03`,
    title: `sends nothing more of ${write.what} once another worker has taken over`,
    level: higher(write.level, 'reliable'),
    needs: needsOf(write),
    async run(bench) {
      const sending = await write.prepare(bench);
      let atRefusal: Promise<number> | undefined;
      const kept: KeptResults = {
        get: () => undefined,
        async keep() {
          atRefusal ??= bench.control.calls().then(total);
          await atRefusal;
          throw new Error('another worker has taken this delivery over');
        },
      };
      const context: CallContext = bench.context({ kept });
      const [ended] = await Promise.allSettled([sending.send(bench.adapter(), context)]);
      if (!atRefusal) return;
      if (ended.status === 'fulfilled') fail('it went on as if it had been kept');
      same('the calls after it was taken over', total(await bench.control.calls()) - (await atRefusal), 0);
    },
  };
}

const asJson = (values: ReadonlyMap<string, unknown>): Map<string, unknown> =>
  new Map(JSON.parse(JSON.stringify([...values])) as [string, unknown][]);

function callCounter({ control }: ConformanceBench): () => Promise<number> {
  const before = control.calls().then(total);
  return async () => total(await control.calls()) - (await before);
}
