import type { CallContext, CaseSnapshot, ChangePage, ChangeWindow, CrmAdapter } from '../adapter-kit/adapter.js';
import { Connection } from '../connections/connection.js';
import { Log } from '../settings/log.js';
import type { Applied, CaseChange, SyncStore } from '../store/sync.store.js';
import { aConnection } from '../../test/support/a-connection.js';
import { Poll } from './poll.js';

const now = new Date('2026-03-02T08:00:00Z');

class FakeStore {
  applied: string[] = [];
  unmapped: string[] = [];
  cursorAt: Date | undefined = new Date('2026-03-02T07:00:00Z');
  unseen: string[] = [];
  async apply(_connection: string, changes: readonly CaseChange[]): Promise<Applied[]> {
    if (changes.some(({ caseRef }) => caseRef === 'BAD')) throw new Error('this one does not fit');
    this.applied.push(...changes.map(({ caseRef }) => caseRef));
    return changes.map(() => 'changed');
  }
  async recordUnmapped(_connection: string, { crmStatus }: CaseChange): Promise<void> {
    this.unmapped.push(crmStatus);
  }
  async cursor(): Promise<Date | undefined> {
    return this.cursorAt;
  }
  async advance(_connection: string, cursor: Date): Promise<void> {
    this.cursorAt = cursor;
  }
  readonly closedUpTo: number[] = [];
  async closeHeldByNothing(): Promise<number> {
    return this.closedUpTo.push(this.applied.length);
  }
  async adoptedUnseen(): Promise<string[]> {
    return this.unseen;
  }
  async openCases(): Promise<string[]> {
    return ['OPEN-1'];
  }
  async markSeen(): Promise<void> {}
}

const closed = (caseRef: string, status = 'closed'): CaseSnapshot => ({ caseRef, status });

function setUp(verbs: Partial<CrmAdapter>) {
  const store = new FakeStore();
  const rules = [{ when: { status: { exact: 'closed' } }, status: 'closed' as const }];
  const sync = { pollEveryMs: 1, overlapMs: 60_000, externalStatusCode: 'none', customerReference: false } as const;
  const settings = aConnection({ statusRules: rules, sync });
  const connection = new Connection(settings, verbs as CrmAdapter, Log.at('silent'));
  const call = <T>(verb: (context: CallContext) => Promise<T>) =>
    connection.call({ idempotencyKey: 'k', signal: new AbortController().signal }, verb);
  return { store, poll: new Poll(connection, store as unknown as SyncStore, Log.at('silent'), call) };
}

it('asks for a window that overlaps the last, reads every page, and moves the cursor after all of it', async () => {
  const asked: [ChangeWindow, string | undefined][] = [];
  const fetchChanges = async (window: ChangeWindow, page?: string): Promise<ChangePage> => {
    asked.push([window, page]);
    return page ? { changes: [closed('2')] } : { changes: [closed('1')], nextPage: 'next' };
  };
  const { store, poll } = setUp({ fetchChanges });
  await poll.run(now);
  const window = { from: new Date('2026-03-02T06:59:00Z'), to: now };
  expect(asked).toEqual([
    [window, undefined],
    [window, 'next'],
  ]);
  expect([store.applied, store.cursorAt]).toEqual([['1', '2'], now]);
});

it('leaves the cursor where it was when a page fails', async () => {
  const { store, poll } = setUp({
    fetchChanges: async () => {
      throw new Error('cut');
    },
  });
  const before = store.cursorAt;
  await expect(poll.run(now)).rejects.toThrow('cut');
  expect(store.cursorAt).toBe(before);
});

it('applies the rest of a page when one item is bad', async () => {
  const { store, poll } = setUp({ fetchChanges: async () => ({ changes: [closed('1'), closed('BAD'), closed('3')] }) });
  await poll.run(now);
  expect(store.applied).toEqual(['1', '3']);
});

it('lists words that no rule knows', async () => {
  const { store, poll } = setUp({ fetchChanges: async () => ({ changes: [closed('1', 'limbo'), closed('2')] }) });
  await poll.run(now);
  expect(store.unmapped).toEqual(['limbo']);
});

it('asks case by case where the CRM tells no changes, and for cases that were found late', async () => {
  const asked: string[] = [];
  const fetchStatus = async (caseRef: string) => {
    asked.push(caseRef);
    return closed(caseRef);
  };
  await setUp({ fetchStatus }).poll.run(now);
  const late = setUp({ fetchStatus, fetchChanges: async () => ({ changes: [] }) });
  late.store.unseen = ['LATE-1'];
  await late.poll.run(now);
  expect(asked).toEqual(['OPEN-1', 'LATE-1']);
  expect(late.store.applied).toEqual(['LATE-1']);
});

it('closes what only a dead delivery kept open, once all news of the round is applied', async () => {
  const { store, poll } = setUp({ fetchChanges: async () => ({ changes: [closed('A'), closed('B')] }) });
  await poll.run(new Date());
  expect(store.closedUpTo).toEqual([2]);
});
