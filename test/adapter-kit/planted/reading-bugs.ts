import type { CaseSnapshot } from '../../../src/adapter-kit/adapter.js';
import { type PlantedBug, withHttp, withVerbs } from './plant.js';

const A_MOMENT_MS = 1;

export const readingBugs: readonly PlantedBug[] = [
  withVerbs('reads the first page only', 'CHANGES-01', ({ fetchChanges }) => ({
    fetchChanges: async (window, page, context) => ({ changes: (await fetchChanges(window, page, context)).changes }),
  })),
  withVerbs('leaves out what changed in the last moment of a window', 'CHANGES-04', ({ fetchChanges }) => ({
    fetchChanges: ({ from, to }, page, context) =>
      fetchChanges({ from, to: new Date(to.getTime() - A_MOMENT_MS) }, page, context),
  })),
  withVerbs('tells of the last case of a page on the next page too', 'CHANGES-05', ({ fetchChanges }) => ({
    async fetchChanges(window, page, context) {
      const { changes, nextPage } = await fetchChanges(window, page, context);
      return { changes, ...(nextPage !== undefined && { nextPage: String(Number(nextPage) - 1) }) };
    },
  })),
  withVerbs('takes a failed look for "nothing has changed"', 'CHANGES-FAIL-01', ({ fetchChanges }) => ({
    fetchChanges: (window, page, context) => fetchChanges(window, page, context).catch(() => ({ changes: [] })),
  })),
  withVerbs('tells of a change once only, however often it is asked', 'CHANGES-06', ({ fetchChanges }) => {
    const told = new Set<string>();
    const isNew = ({ caseRef, changedAt }: CaseSnapshot) => {
      const key = `${caseRef} ${changedAt?.toISOString()}`;
      return !told.has(key) && told.add(key);
    };
    return {
      async fetchChanges(window, page, context) {
        const got = await fetchChanges(window, page, context);
        return { ...got, changes: got.changes.filter(isNew) };
      },
    };
  }),
  withVerbs('asks for more cases at once than the CRM takes', 'STATUSES-07', ({ fetchStatuses }) => ({
    fetchStatuses: async (caseRefs, context) => fetchStatuses(caseRefs.slice(0, 20), context),
  })),
  withVerbs(
    'tells of no case when there is one among several that the CRM does not know',
    'STATUSES-02',
    ({ fetchStatuses }) => ({
      async fetchStatuses(caseRefs, context) {
        const found = await fetchStatuses(caseRefs, context);
        return found.length < caseRefs.length ? [] : found;
      },
    }),
  ),
  withHttp('tells a part for all when one of its calls fails', 'STATUSES-08', (request, send) =>
    send(request).catch((error: unknown) => {
      if (!request.url.endsWith('/lookups')) throw error;
      return { status: 200, headers: {}, text: '{"ok":true,"tickets":[]}' };
    }),
  ),
  withVerbs('makes up a status for a case that the CRM does not know', 'STATUS-UNKNOWN-01', ({ fetchStatus }) => ({
    fetchStatus: async (caseRef, context) => (await fetchStatus(caseRef, context)) ?? { caseRef, status: 'unknown' },
  })),
];
