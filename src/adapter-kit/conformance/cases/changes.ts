import type { CaseSnapshot, ChangeWindow, CrmAdapter } from '../../adapter.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { contains, fail, failsAs, holds, same } from '../expectations.js';
import { isRecent, statusOf } from './status.js';

const level = 'complete';
const needs = ['fetchChanges', 'ledger'] as const;
const AN_HOUR_MS = 3_600_000;
const A_MINUTE_MS = 60_000;
/** More than any sane number of pages for a handful of cases. */
const PAGES_AT_MOST = 50;
/** A whole second: the grain of some CRMs' clocks. */
const A_MOMENT = new Date('2031-03-04T05:06:07.000Z');

const around = (at: Date, ms: number): ChangeWindow => ({ from: new Date(at.getTime() - ms), to: new Date(at.getTime() + ms) });

async function changesIn(
  bench: ConformanceBench,
  window: ChangeWindow,
  adapterOf = () => bench.adapter(),
): Promise<CaseSnapshot[]> {
  const changes: CaseSnapshot[] = [];
  let page: string | undefined;
  for (let number = 0; number < PAGES_AT_MOST; number += 1) {
    const got = await adapterOf().fetchChanges!(window, page, bench.context());
    changes.push(...got.changes);
    page = got.nextPage;
    if (page === undefined) return changes;
  }
  return fail(`still another page after ${PAGES_AT_MOST}`);
}

async function closedCases(bench: ConformanceBench, count: number, at?: Date): Promise<string[]> {
  const refs: string[] = [];
  for (let number = 0; number < count; number += 1) refs.push(await bench.aCase());
  for (const ref of refs) await bench.control.close(ref, bench.under.closeReason ?? 'Repaired', undefined, at);
  return refs.sort();
}

const refsOf = (changes: readonly CaseSnapshot[]): string[] => changes.map(({ caseRef }) => caseRef).sort();

export const changesCases: readonly ConformanceCase[] = [
  {
    id: 'CHANGES-01',
    title: 'tells of every closed case once, over all pages, with reason and date',
    level,
    needs,
    async run(bench) {
      const refs = await closedCases(bench, 7);
      const changes = await changesIn(bench, around(bench.server.now(), A_MINUTE_MS));
      same('the cases', refsOf(changes), refs);
      for (const change of changes) {
        contains('the reason', change.reason ?? '', bench.under.closeReason ?? 'Repaired');
        isRecent(change, bench);
      }
    },
  },
  {
    id: 'CHANGES-02',
    title: 'tells of nothing that changed before the window or after it',
    level,
    needs,
    async run(bench) {
      await closedCases(bench, 2, A_MOMENT);
      const early = { from: new Date(A_MOMENT.getTime() - 2 * AN_HOUR_MS), to: new Date(A_MOMENT.getTime() - AN_HOUR_MS) };
      const late = { from: new Date(A_MOMENT.getTime() + AN_HOUR_MS), to: new Date(A_MOMENT.getTime() + 2 * AN_HOUR_MS) };
      same('what changed before', refsOf(await changesIn(bench, early)), []);
      same('what changed after', refsOf(await changesIn(bench, late)), []);
    },
  },
  {
    id: 'CHANGES-03',
    title: 'tells of what changed in the first moment of the window',
    level,
    needs,
    async run(bench) {
      const refs = await closedCases(bench, 1, A_MOMENT);
      const window = { from: A_MOMENT, to: new Date(A_MOMENT.getTime() + A_MINUTE_MS) };
      same('the cases', refsOf(await changesIn(bench, window)), refs);
    },
  },
  {
    id: 'CHANGES-04',
    title: 'tells of what changed in the last moment of the window',
    level,
    needs,
    async run(bench) {
      const refs = await closedCases(bench, 1, A_MOMENT);
      const window = { from: new Date(A_MOMENT.getTime() - A_MINUTE_MS), to: A_MOMENT };
      same('the cases', refsOf(await changesIn(bench, window)), refs);
    },
  },
  {
    id: 'CHANGES-05',
    title: 'loses and repeats nothing of what changed in the same moment, over all pages',
    level,
    needs,
    async run(bench) {
      const refs = await closedCases(bench, 8, A_MOMENT);
      same('the cases', refsOf(await changesIn(bench, around(A_MOMENT, A_MINUTE_MS))), refs);
    },
  },
  {
    id: 'CHANGES-06',
    title: 'tells again what two windows have in common, having no memory of its own',
    level,
    needs,
    async run(bench) {
      const refs = await closedCases(bench, 2, A_MOMENT);
      const adapter: CrmAdapter = bench.adapter();
      for (const window of [around(A_MOMENT, A_MINUTE_MS), around(A_MOMENT, AN_HOUR_MS)])
        same('the cases', refsOf(await changesIn(bench, window, () => adapter)), refs);
    },
  },
  {
    id: 'CHANGES-07',
    title: 'goes on to the next page in another process',
    level,
    needs,
    async run(bench) {
      const refs = await closedCases(bench, 7, A_MOMENT);
      same('the cases', refsOf(await changesIn(bench, around(A_MOMENT, A_MINUTE_MS), () => bench.adapter())), refs);
    },
  },
  {
    id: 'CHANGES-08',
    title: 'makes nothing of a window in which nothing changed',
    level,
    needs: ['fetchChanges'],
    async run(bench) {
      const longAgo = new Date('2001-01-01T00:00:00Z');
      same('the cases', await changesIn(bench, around(longAgo, A_MINUTE_MS)), []);
    },
  },
  {
    id: 'CHANGES-09',
    title: 'says of a case what asking for that case says',
    level,
    needs: [...needs, 'fetchStatus'],
    async run(bench) {
      const [caseRef] = await closedCases(bench, 1, A_MOMENT);
      const [change] = await changesIn(bench, around(A_MOMENT, A_MINUTE_MS));
      const alone = await statusOf(bench, caseRef!);
      same('status and reason', [change?.status, change?.reason], [alone.status, alone.reason]);
    },
  },
  {
    id: 'CHANGES-10',
    title: 'dates a change within the window in which it tells of it',
    level,
    needs,
    async run(bench) {
      await closedCases(bench, 1, A_MOMENT);
      const [change] = await changesIn(bench, around(A_MOMENT, A_MINUTE_MS));
      const at = change?.changedAt;
      holds(at === undefined || at.getTime() === A_MOMENT.getTime(), `dated ${at?.toISOString()}, not ${A_MOMENT.toISOString()}`);
    },
  },
  {
    id: 'CHANGES-11',
    title: 'makes no last page out of a page that could not be had',
    level,
    needs: [...needs, 'fault:error500'],
    async run(bench) {
      await closedCases(bench, 7, A_MOMENT);
      const window = around(A_MOMENT, A_MINUTE_MS);
      const { nextPage } = await bench.adapter().fetchChanges!(window, undefined, bench.context());
      if (nextPage === undefined) return;
      await bench.control.misbehave({ mode: 'error500' });
      await failsAs('the second page', 'transient', bench.adapter().fetchChanges!(window, nextPage, bench.context()));
    },
  },
  {
    id: 'CHANGES-12',
    title: 'changes nothing in the CRM by asking what has changed',
    level,
    needs,
    async run(bench) {
      await closedCases(bench, 3);
      const before = await bench.control.cases();
      await changesIn(bench, around(bench.server.now(), A_MINUTE_MS));
      same('the cases in the CRM', await bench.control.cases(), before);
    },
  },
];
