import type { CaseRef } from '../../../domain/delivery.js';
import type { CaseSnapshot } from '../../adapter.js';
import type { CallbackManner } from '../../emulator/callback-sender.js';
import type { ConformanceBench } from '../bench.js';
import { CallbackInbox } from '../callback-inbox.js';
import type { ConformanceCase } from '../conformance-case.js';
import { contains, failsAs, holds, same } from '../expectations.js';
import { isRecent } from './status.js';

const level = 'complete';
const needs = ['receiveCallback', 'ledger'] as const;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const A_MINUTE_MS = 60_000;
const NONSENSE: readonly unknown[] = [{}, [], 'words', 42, null, { message: 'nothing of a case' }];

/** What the adapter reads out of each message that the CRM sends while something is done to a case. */
async function toldWhile(
  bench: ConformanceBench,
  { manner, count }: { readonly manner: CallbackManner; readonly count: number },
  act: (caseRef: CaseRef) => Promise<void>,
): Promise<{ caseRef: CaseRef; told: readonly (readonly CaseSnapshot[])[] }> {
  const caseRef = await bench.aCase();
  const inbox = await CallbackInbox.open();
  try {
    await bench.control.sendCallbacks({ url: inbox.url, secret: SECRET, manner });
    await act(caseRef);
    const adapter = bench.adapter();
    const told: (readonly CaseSnapshot[])[] = [];
    for (const message of await inbox.messages(count))
      told.push((await adapter.receiveCallback!(message, bench.context())).changes);
    return { caseRef, told };
  } finally {
    await inbox.close();
  }
}

export const callbackCases: readonly ConformanceCase[] = [
  {
    id: 'CALLBACK-01',
    title: 'reads out of a message of the CRM which case was closed, when and why',
    level,
    needs,
    async run(bench) {
      const { closeReason = 'Repaired' } = bench.under;
      const { caseRef, told } = await toldWhile(bench, { manner: 'prompt', count: 1 }, (ref) =>
        bench.control.close(ref, closeReason),
      );
      same(
        'the cases that one message is about',
        told[0]!.map((each) => each.caseRef),
        [caseRef],
      );
      contains('the reason', told[0]![0]!.reason ?? '', closeReason);
      isRecent(told[0]![0]!, bench);
    },
  },
  {
    id: 'CALLBACK-02',
    title: 'reads the same out of a message that the CRM sends twice, with an id or a time by which it is known again',
    level,
    needs,
    async run(bench) {
      const { told } = await toldWhile(bench, { manner: 'duplicate', count: 2 }, (ref) =>
        bench.control.close(ref, bench.under.closeReason ?? 'Repaired'),
      );
      same('what the second says', told[1], told[0]);
      const { changeId, changedAt } = told[0]![0]!;
      holds(changeId ?? changedAt, 'the change has neither an id nor a time');
    },
  },
  {
    id: 'CALLBACK-03',
    title: 'leaves a message that comes late the time of its own change',
    level,
    needs,
    async run(bench) {
      const reason = bench.under.closeReason ?? 'Repaired';
      const later = bench.server.now();
      const earlier = new Date(later.getTime() - A_MINUTE_MS);
      const { told } = await toldWhile(bench, { manner: 'reordered', count: 2 }, async (ref) => {
        await bench.control.close(ref, reason, undefined, earlier);
        await bench.control.close(ref, reason, undefined, later);
      });
      const [first, second] = told.map(([change]) => change!.changedAt?.getTime());
      holds(first !== undefined && second !== undefined, 'the changes have no time');
      same('how much older the one that came later is, in ms', first - second, A_MINUTE_MS);
    },
  },
  {
    id: 'CALLBACK-04',
    title: 'refuses a message that makes no sense, and puts it before a person so',
    level,
    needs: ['receiveCallback'],
    async run(bench) {
      for (const body of NONSENSE) {
        const bytes = Buffer.from(JSON.stringify(body));
        const message = { headers: { 'content-type': 'application/json' }, query: {}, body, bytes };
        const call = (async () => bench.adapter().receiveCallback!(message, bench.context()))();
        await failsAs(`a message that is ${bytes.toString()}`, 'rejected', call);
      }
    },
  },
];
