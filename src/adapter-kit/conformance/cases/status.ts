import type { CaseSnapshot } from '../../adapter.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { contains, fail, holds, same } from '../expectations.js';
import { numbered } from './losses.js';

const level = 'complete';
const A_MINUTE_MS = 60_000;
const UNKNOWN_REFERENCES = ['NO-SUCH-CASE', '0', '..', '../cases', 'a b&c=d/?#%', '<x>&"', '🕳'];

export async function statusOf(bench: ConformanceBench, caseRef: string): Promise<CaseSnapshot> {
  const snapshot = await bench.adapter().fetchStatus!(caseRef, bench.context());
  return snapshot ?? fail(`the CRM has case ${caseRef}, and the adapter says that it does not`);
}

export function isRecent({ changedAt }: CaseSnapshot, bench: ConformanceBench): void {
  if (changedAt === undefined) return;
  const offMs = Math.abs(changedAt.getTime() - bench.server.now().getTime());
  holds(offMs < A_MINUTE_MS, `the CRM changed it just now, and the adapter says ${changedAt.toISOString()}`);
}

export const statusCases: readonly ConformanceCase[] = [
  {
    id: 'STATUS-01',
    title: 'tells how a new case stands, in a word of the CRM',
    level,
    needs: ['fetchStatus'],
    async run(bench) {
      const caseRef = await bench.aCase();
      const open = await statusOf(bench, caseRef);
      same('the reference', open.caseRef, caseRef);
      contains('the status word', open.status, /\S/);
      isRecent(open, bench);
    },
  },
  {
    id: 'STATUS-02',
    title: 'tells that a case was closed, and why',
    level,
    needs: ['fetchStatus', 'ledger'],
    async run(bench) {
      const { closeReason = 'Repaired' } = bench.under;
      const caseRef = await bench.aCase();
      const open = await statusOf(bench, caseRef);
      await bench.control.close(caseRef, closeReason);
      const closed = await statusOf(bench, caseRef);
      same('the reference', closed.caseRef, caseRef);
      holds(closed.status !== open.status, `the same word for open and closed: ${open.status}`);
      contains('the reason', closed.reason ?? '', closeReason);
      isRecent(closed, bench);
    },
  },
  {
    id: 'STATUS-03',
    title: 'tells of one case and not of its neighbour',
    level,
    needs: ['fetchStatus', 'ledger'],
    async run(bench) {
      const [first, second] = [await bench.aCase(), await bench.aCase()];
      const before = (await statusOf(bench, first)).status;
      await bench.control.close(second, bench.under.closeReason ?? 'Repaired');
      same('the status of the first', (await statusOf(bench, first)).status, before);
    },
  },
  {
    id: 'STATUS-04',
    title: 'changes nothing in the CRM by asking',
    level,
    needs: ['fetchStatus', 'ledger'],
    async run(bench) {
      const caseRef = await bench.aCase();
      const before = await bench.control.cases();
      await statusOf(bench, caseRef);
      same('the cases in the CRM', await bench.control.cases(), before);
    },
  },
  {
    id: 'STATUS-05',
    title: 'reads a reason with umlauts, marks and emoji as the CRM wrote it',
    level,
    needs: ['fetchStatus', 'ledger'],
    async run(bench) {
      const reason = 'Straße & Grün: <b>nicht</b> "zuständig" 🕳️';
      const caseRef = await bench.aCase();
      await bench.control.close(caseRef, reason);
      contains('the reason', (await statusOf(bench, caseRef)).reason ?? '', reason);
    },
  },
  {
    id: 'STATUS-06',
    title: 'reads what the CRM says to the public as it was written, lines and all',
    level,
    needs: ['fetchStatus', 'ledger'],
    async run(bench) {
      const text = 'Filled & sealed – „dauerhaft“ 🕳️\nThank you, says the crew';
      const caseRef = await bench.aCase();
      await bench.control.close(caseRef, bench.under.closeReason ?? 'Repaired', text);
      const { publicText = '', reason = '' } = await statusOf(bench, caseRef);
      contains('the text for the public', `${publicText}\n${reason}`.replaceAll('\r\n', '\n'), text);
    },
  },
  ...UNKNOWN_REFERENCES.map((caseRef, index): ConformanceCase => ({
    id: `STATUS-UNKNOWN-${numbered(index + 1)}`,
    title: `knows nothing of the reference ${JSON.stringify(caseRef)}`,
    level,
    needs: ['fetchStatus'],
    async run(bench) {
      await bench.aCase();
      same('the status', await bench.adapter().fetchStatus!(caseRef, bench.context()), undefined);
    },
  })),
];
