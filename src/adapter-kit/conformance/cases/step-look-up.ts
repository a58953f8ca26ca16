import type { ConformanceCase, Need } from '../conformance-case.js';
import { holds, same } from '../expectations.js';
import { FINDABLE_STEPS, operationOf, stepOn, type Write } from '../writes.js';
import { LOST_ANSWERS, numbered } from './losses.js';

export const stepLookUpCases: readonly ConformanceCase[] = FINDABLE_STEPS.flatMap((write) => [
  ...plainCases(write),
  ...LOST_ANSWERS.flatMap(({ after, before: without, mode, how }): ConformanceCase[] => [
    {
      id: `FIND-${write.group}-LOST-${numbered(after)}`,
      title: `finds ${write.what} of an answer of which ${how}`,
      level: 'complete',
      needs: [...needsOf(write), `fault:${mode}`],
      async run(bench) {
        const caseRef = await bench.aCase();
        const [before, sent] = [stepOn(write, bench, caseRef), stepOn(write, bench, caseRef)];
        const { idempotencyKey } = bench.context();
        await before.send(bench.adapter(), bench.context());
        await bench.control.misbehave({ mode, when: 'after', op: operationOf(write, bench) });
        await Promise.allSettled([sent.send(bench.adapter(), bench.context({ idempotencyKey }))]);
        await bench.control.behave();
        same('the look-up', await sent.find!(bench.adapter(), bench.context({ idempotencyKey })), { is: 'done' });
      },
    },
    {
      id: `FIND-${write.group}-LOST-${numbered(without)}`,
      title: `says absent of ${write.what} that never got there, though of the answer ${how}`,
      level: 'complete',
      needs: [...needsOf(write), `fault:${mode}`],
      async run(bench) {
        const sent = await write.prepare(bench);
        await bench.control.misbehave({ mode, when: 'before', op: operationOf(write, bench) });
        await Promise.allSettled([sent.send(bench.adapter(), bench.context())]);
        await bench.control.behave();
        same('the look-up', await sent.find!(bench.adapter(), bench.context()), { is: 'absent' });
      },
    },
  ]),
]);

function plainCases(write: Write): ConformanceCase[] {
  return [
    {
      id: `FIND-${write.group}-01`,
      title: `says absent of ${write.what} that was never sent, whatever else is there`,
      level: 'complete',
      needs: verbsOf(write),
      async run(bench) {
        const [caseRef, elsewhere] = [await bench.aCase(), await bench.aCase()];
        const [sought, other] = [stepOn(write, bench, caseRef), stepOn(write, bench, caseRef)];
        same('the look-up before', await sought.find!(bench.adapter(), bench.context()), { is: 'absent' });
        await other.send(bench.adapter(), bench.context());
        await stepOn(write, bench, elsewhere).send(bench.adapter(), bench.context());
        same('the look-up among others', await sought.find!(bench.adapter(), bench.context()), { is: 'absent' });
      },
    },
    {
      id: `FIND-${write.group}-02`,
      title: `finds ${write.what} on its own case`,
      level: 'complete',
      needs: verbsOf(write),
      async run(bench) {
        const sent = await write.prepare(bench);
        await sent.send(bench.adapter(), bench.context());
        same('the look-up', await sent.find!(bench.adapter(), bench.context()), { is: 'done' });
      },
    },
    {
      id: `FIND-${write.group}-03`,
      title: `can't tell of ${write.what} on a case that the CRM does not know`,
      level: 'complete',
      needs: verbsOf(write),
      async run(bench) {
        const answer = await stepOn(write, bench, '999999999').find!(bench.adapter(), bench.context());
        holds(
          answer.is === 'unknowable' && /\w+ \w+/.test(answer.reason),
          `not unknowable with a reason: ${JSON.stringify(answer)}`,
        );
      },
    },
  ];
}

function verbsOf(write: Write): Need[] {
  return [write.verb!, write.findVerb!];
}

function needsOf(write: Write): Need[] {
  return ['ledger', ...verbsOf(write)];
}
