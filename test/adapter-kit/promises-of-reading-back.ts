import type { CaseSnapshot, ChangeWindow, CrmAdapter } from '../../src/adapter-kit/adapter.js';
import { TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';

const AN_HOUR_MS = 3_600_000;
const A_MINUTE_MS = 60_000;
/** More than any sane number of pages for a handful of cases. */
const PAGES_AT_MOST = 50;

export function promisesOfReadingBack<S extends object>(subject: Subject<S>): void {
  const { bench, cannot } = subject;
  if (cannot?.fetchStatus) {
    it(`has no fetchStatus: ${cannot.fetchStatus}`, () => expect(bench().adapter().fetchStatus).toBeUndefined());
  } else promisesOfStatus(subject);
  if (cannot?.fetchChanges) {
    it(`has no fetchChanges: ${cannot.fetchChanges}`, () => expect(bench().adapter().fetchChanges).toBeUndefined());
  } else promisesOfChanges(subject);
}

function promisesOfStatus<S extends object>({ bench, request, closeReason = 'Repaired' }: Subject<S>): void {
  it('tells of a case that it is open, and then closed with the reason', async () => {
    const adapter = bench().adapter();
    const caseRef = await adapter.createCase(request(), aCallContext());
    const open = await adapter.fetchStatus!(caseRef, aCallContext());
    expect(open).toMatchObject({ caseRef, status: expect.stringMatching(/\S/) });
    await bench().control.close(caseRef, closeReason);
    const closed = await adapter.fetchStatus!(caseRef, aCallContext());
    expect(closed!.caseRef).toBe(caseRef);
    expect(closed!.status).not.toBe(open!.status);
    expect(closed!.reason).toContain(closeReason);
    expectRecent(closed!);
  });

  it.each(['NO-SUCH-CASE', '0', '..', '../cases', 'a b&c=d/?#%'])('knows nothing of the reference %j', async (caseRef) => {
    await bench().adapter().createCase(request(), aCallContext());
    await expect(bench().adapter().fetchStatus!(caseRef, aCallContext())).resolves.toBeUndefined();
  });

  it.each(['refuse', 'drop', 'html', 'empty', 'error500'] as const)(
    'can ask again for a status that it did not get (%s)',
    async (mode) => {
      const caseRef = await bench().adapter().createCase(request(), aCallContext());
      await bench().control.misbehave({ mode });
      await expect(bench().adapter().fetchStatus!(caseRef, aCallContext())).rejects.toBeInstanceOf(TransientError);
    },
  );
}

function promisesOfChanges<S extends object>({ bench, request, closeReason = 'Repaired' }: Subject<S>): void {
  it('tells of every closed case once in the window of its closure, over all pages, and not outside of it', async () => {
    const adapter = bench().adapter();
    const began = Date.now();
    const refs: string[] = [];
    for (let number = 0; number < 7; number += 1) refs.push(await adapter.createCase(request(), aCallContext()));
    for (const ref of refs) await bench().control.close(ref, closeReason);
    const around = await changesIn(adapter, { from: new Date(began - A_MINUTE_MS), to: new Date(Date.now() + A_MINUTE_MS) });
    expect(around.map((each) => each.caseRef).sort()).toEqual([...refs].sort());
    for (const change of around) {
      expect(change.reason).toContain(closeReason);
      expectRecent(change);
    }
    expect(await changesIn(adapter, { from: new Date(began - 2 * AN_HOUR_MS), to: new Date(began - AN_HOUR_MS) })).toEqual([]);
    expect(await changesIn(adapter, { from: new Date(began + AN_HOUR_MS), to: new Date(began + 2 * AN_HOUR_MS) })).toEqual([]);
  });

  it.each(['refuse', 'drop', 'html', 'empty', 'error500'] as const)(
    'does not take a failed look for "nothing changed" (%s)',
    async (mode) => {
      await bench().control.misbehave({ mode });
      const look = changesIn(bench().adapter(), { from: new Date(Date.now() - AN_HOUR_MS), to: new Date() });
      await expect(look).rejects.toBeInstanceOf(TransientError);
    },
  );
}

async function changesIn(adapter: CrmAdapter, window: ChangeWindow): Promise<CaseSnapshot[]> {
  const changes: CaseSnapshot[] = [];
  let page: string | undefined;
  for (let number = 0; number < PAGES_AT_MOST; number += 1) {
    const got = await adapter.fetchChanges!(window, page, aCallContext());
    changes.push(...got.changes);
    page = got.nextPage;
    if (page === undefined) return changes;
  }
  throw new Error(`still another page after ${PAGES_AT_MOST}`);
}

function expectRecent({ changedAt }: CaseSnapshot): void {
  if (changedAt) expect(Math.abs(changedAt.getTime() - Date.now())).toBeLessThan(A_MINUTE_MS);
}
