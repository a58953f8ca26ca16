import type { EarlierCase } from '../../adapter.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { fail, holds, same } from '../expectations.js';
import { LOST_ANSWERS, numbered } from './losses.js';

const MANY = 25;

export const lookingUpCases: readonly ConformanceCase[] = [
  {
    id: 'FIND-01',
    title: 'finds no case before there is one, whatever others are there',
    level: 'reliable',
    needs: ['findCase'],
    async run(bench) {
      const sought = bench.request();
      const look = () => bench.adapter().findCase(sought, bench.since(), bench.context());
      same('the look-up before', await look(), { is: 'absent' });
      await bench.aCase(bench.request({ id: `${sought.id}9` }));
      await bench.aCase(bench.request({ id: `9${sought.id}` }));
      same('the look-up among cases whose ids hold ours', await look(), { is: 'absent' });
    },
  },
  {
    id: 'FIND-02',
    title: 'finds the case it made, as another process would after a crash',
    level: 'reliable',
    needs: ['findCase'],
    async run(bench) {
      const request = bench.request();
      const { idempotencyKey } = bench.context();
      const caseRef = await bench.adapter().createCase(request, bench.context({ idempotencyKey }));
      const found = await bench.adapter().findCase(request, bench.since(), bench.context({ idempotencyKey }));
      isFound(found, caseRef);
    },
  },
  {
    id: 'FIND-03',
    title: `finds the one case among ${MANY} others`,
    level: 'reliable',
    needs: ['findCase', 'ledger'],
    async run(bench) {
      const sought = bench.request();
      const others = async () => Promise.all(Array.from({ length: MANY / 2 }, () => bench.aCase()));
      await others();
      const caseRef = await bench.aCase(sought);
      await others();
      await bench.aCase();
      isFound(await lookFor(bench, sought), caseRef);
    },
  },
  {
    id: 'FIND-04',
    title: 'finds a case that the CRM has closed meanwhile',
    level: 'reliable',
    needs: ['findCase', 'ledger'],
    async run(bench) {
      const request = bench.request();
      const caseRef = await bench.aCase(request);
      await bench.control.close(caseRef, bench.under.closeReason ?? 'Repaired');
      isFound(await lookFor(bench, request), caseRef);
    },
  },
  {
    id: 'FIND-05',
    title: 'finds a case made in the very moment from which it looks',
    level: 'reliable',
    needs: ['findCase', 'ledger'],
    async run(bench) {
      const request = bench.request();
      const since = bench.server.now();
      const caseRef = await bench.aCase(request);
      isFound(await bench.adapter().findCase(request, since, bench.context()), caseRef);
    },
  },
  {
    id: 'FIND-06',
    title: 'finds the case of a request that says nothing but its service',
    level: 'reliable',
    needs: ['findCase'],
    async run(bench) {
      const bare = {
        description: undefined,
        point: undefined,
        address: undefined,
        group: undefined,
        attributes: [],
        reporter: {},
      };
      const request = bench.request(bare);
      const caseRef = await bench.aCase(request);
      isFound(await lookFor(bench, request), caseRef);
    },
  },
  {
    id: 'FIND-07',
    title: 'changes nothing in the CRM by looking',
    level: 'reliable',
    needs: ['findCase', 'ledger'],
    async run(bench) {
      const request = bench.request();
      await bench.aCase(request);
      const before = await bench.control.cases();
      await lookFor(bench, request);
      await lookFor(bench, bench.request());
      same('the cases in the CRM', await bench.control.cases(), before);
    },
  },
  {
    id: 'FIND-08',
    title: 'calls a case that is there twice neither absent nor somebody else’s',
    level: 'reliable',
    needs: ['findCase', 'ledger', 'fault:twice'],
    async run(bench) {
      const request = bench.request();
      await bench.control.misbehave({ mode: 'twice', op: bench.under.operations.create });
      await bench.aCase(request);
      await bench.control.behave();
      await bench.aCase();
      const refs = (await bench.control.cases()).slice(0, 2).map(({ ref }) => ref);
      isOneOf(await lookFor(bench, request), refs);
    },
  },
  {
    id: 'FIND-09',
    title: 'says that it can’t look, and why, where the CRM can’t be asked',
    level: 'basic',
    needs: ['without:findCase'],
    async run(bench) {
      const answer = await lookFor(bench, bench.request());
      holds(
        answer.is === 'unknowable' && /\w+ \w+/.test(answer.reason),
        `not unknowable with a reason: ${JSON.stringify(answer)}`,
      );
    },
  },
  ...LOST_ANSWERS.flatMap(({ after, before, mode, how }): ConformanceCase[] => [
    {
      id: `FIND-LOST-${numbered(after)}`,
      title: `finds the case of an answer of which ${how}`,
      level: 'reliable',
      needs: ['findCase', 'ledger', `fault:${mode}`],
      async run(bench) {
        const request = bench.request();
        const { idempotencyKey } = bench.context();
        await bench.aCase();
        await bench.control.misbehave({ mode, when: 'after', op: bench.under.operations.create });
        await Promise.allSettled([bench.adapter().createCase(request, bench.context({ idempotencyKey }))]);
        await bench.control.behave();
        const caseRef = (await bench.control.cases()).at(-1)!.ref;
        const found = await bench.adapter().findCase(request, bench.since(), bench.context({ idempotencyKey }));
        isFound(found, caseRef);
      },
    },
    {
      id: `FIND-LOST-${numbered(before)}`,
      title: `says absent of a case that was never made, though of the answer ${how}`,
      level: 'reliable',
      needs: ['findCase', 'ledger', `fault:${mode}`],
      async run(bench) {
        const request = bench.request();
        await bench.aCase();
        await bench.control.misbehave({ mode, when: 'before', op: bench.under.operations.create });
        await Promise.allSettled([bench.aCase(request)]);
        await bench.control.behave();
        same('the look-up', await lookFor(bench, request), { is: 'absent' });
      },
    },
  ]),
];

function lookFor(bench: ConformanceBench, request: Parameters<ConformanceBench['aCase']>[0] & object): Promise<EarlierCase> {
  return bench.adapter().findCase(request, bench.since(), bench.context());
}

/** Whatever else it says of it. */
function isFound(answer: EarlierCase, caseRef: string): void {
  same('the look-up', { is: answer.is, caseRef: 'caseRef' in answer && answer.caseRef }, { is: 'found', caseRef });
}

function isOneOf(answer: EarlierCase, refs: readonly string[]): void {
  const named = answer.is === 'unknowable' ? (answer.candidates ?? []).map(({ caseRef }) => caseRef) : [];
  if (answer.is === 'unknowable' && named.every((each) => refs.includes(each))) return;
  if (answer.is !== 'found' || !refs.includes(answer.caseRef))
    fail(`expected one of ${refs.join(', ')}, or unknowable, got ${JSON.stringify(answer)}`);
}
