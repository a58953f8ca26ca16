import type { EchoStore } from '../store/echo.store.js';
import type { CallContext, CaseSnapshot, ChangePage, ChangeWindow, CrmAdapter } from '../adapter-kit/adapter.js';
import { Connection } from '../connections/connection.js';
import { Log } from '../settings/log.js';
import type { SyncStore } from '../store/sync.store.js';
import type { Applied, CaseChange } from '../store/sync/case-change.js';
import { aConnection } from '../../test/support/a-connection.js';
import type { IncomingChangeStore, NewIncomingChange } from '../store/incoming-change.store.js';
import { UnknownCaseStore } from '../store/unknown-case.store.js';
import { ChangeApplier } from './change-applier.js';
import { Poll } from './poll.js';
import { UnknownCases } from './unknown-cases.js';

const now = new Date('2026-03-02T08:00:00Z');

class FakeStore {
  applied: string[] = [];
  unmapped: string[] = [];
  cursorAt: Date | undefined = new Date('2026-03-02T07:00:00Z');
  unseen: string[] = [];
  async apply(_connection: string, changes: readonly CaseChange[]): Promise<Applied[]> {
    if (changes.some(({ caseRef }) => caseRef === 'BAD')) throw new Error('this one does not fit');
    this.applied.push(...changes.map(({ caseRef }) => caseRef));
    this.toldAt.push(...changes.map(({ toldAt }) => toldAt));
    return changes.map(() => 'changed');
  }
  async recordUnmapped(_connection: string, changes: readonly CaseChange[]): Promise<void> {
    this.unmapped.push(...changes.map(({ crmStatus }) => crmStatus));
  }
  async cursorFrom(_connection: string, now: Date): Promise<Date> {
    return (this.cursorAt ??= now);
  }
  clock = now;
  toldAt: (Date | undefined)[] = [];
  async now(): Promise<Date> {
    return this.clock;
  }
  async reached(_connection: string, cursor: Date): Promise<void> {
    this.cursorAt = cursor;
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
  open = ['OPEN-1'];
  async dueCases(): Promise<string[]> {
    return this.open;
  }
  asked: [caseRefs: readonly string[], leastMs: number | undefined][] = [];
  async wereAsked(_connection: string, caseRefs: readonly string[], leastMs: number | undefined): Promise<void> {
    this.asked.push([caseRefs, leastMs]);
  }
  longMissing: string[] = [];
  async wereMissing(_connection: string, caseRefs: readonly string[]): Promise<readonly string[]> {
    return caseRefs.filter((each) => this.longMissing.includes(each));
  }
}

const closed = (caseRef: string, status = 'closed'): CaseSnapshot => ({ caseRef, status });

function setUp(verbs: Partial<CrmAdapter>) {
  const store = new FakeStore();
  const rules = [{ when: { status: { exact: 'closed' } }, status: 'closed' as const }];
  const sync = {
    pollEveryMs: 1,
    takeOverAfterMs: 20_000,
    overlapMs: 60_000,
    refusedPauseMaxMs: 1,
    casesPerCall: 2,
    externalStatusCode: 'none',
    customerReference: false,
    servicesEveryHours: 0,
    servicesLeastShare: 0.8,
    reconcileEveryHours: 0,
    reconcileDays: 30,
    ownNames: [],
    stale: { afterDays: 0, except: [] },
  } as const;
  const settings = aConnection({ statusRules: rules, sync });
  const connection = new Connection(settings, verbs as CrmAdapter, Log.at('silent'));
  const call = <T>(verb: (context: CallContext) => Promise<T>) =>
    connection.call({ idempotencyKey: 'k', signal: new AbortController().signal }, verb);
  const kept: NewIncomingChange[] = [];
  const incoming = { keep: async (change: NewIncomingChange) => kept.push(change) > 0 } as unknown as IncomingChangeStore;
  const nobodys = new UnknownCaseStore(undefined as never);
  const synced = store as unknown as SyncStore;
  const noEchoes = { own: () => Promise.resolve(new Set<number>()) } as unknown as EchoStore;
  const applier = new ChangeApplier(synced, incoming, new UnknownCases(nobodys, incoming), Log.at('silent'), noEchoes);
  return { store, kept, incoming, poll: new Poll(connection, synced, applier, call, 1) };
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

it('applies the rest of a page when one item is bad, and lists that one with its reason', async () => {
  const { store, kept, poll } = setUp({ fetchChanges: async () => ({ changes: [closed('1'), closed('BAD'), closed('3')] }) });
  await poll.run(now);
  expect(store.applied).toEqual(['1', '3']);
  expect(kept).toMatchObject([
    { awaits: 'person', caseRef: 'BAD', source: 'poll', reason: 'it could not be applied: this one does not fit' },
  ]);
});

it('lists what an adapter could not make sense of', async () => {
  const doubt = { id: 'line 7', reason: 'no case number', summary: '2026-03-02;;closed' };
  const { store, kept, poll } = setUp({ fetchChanges: async () => ({ changes: [closed('1')], doubts: [doubt] }) });
  await poll.run(now);
  expect(store.applied).toEqual(['1']);
  expect(kept).toMatchObject([{ awaits: 'person', itemId: 'line 7', reason: 'no case number', summary: '2026-03-02;;closed' }]);
});

it('asks for no further page, which might acknowledge this one, when the database is gone', async () => {
  const pages: (string | undefined)[] = [];
  const fetchChanges = async (_window: ChangeWindow, page?: string): Promise<ChangePage> => {
    pages.push(page);
    return { changes: [closed('1'), closed('2')], nextPage: page ? undefined : 'next' };
  };
  const { store, incoming, poll } = setUp({ fetchChanges });
  const gone = async () => {
    throw new Error('connection refused');
  };
  store.apply = gone;
  incoming.keep = gone;
  await expect(poll.run(now)).rejects.toThrow('connection refused');
  expect(pages).toEqual([undefined]);
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
  expect(late.store.asked).toEqual([[['LATE-1'], undefined]]);
});

it('asks for several cases at once where the CRM can tell, and takes note of those it does not know', async () => {
  const asked: (readonly string[])[] = [];
  const fetchStatuses = async (caseRefs: readonly string[]) => {
    asked.push(caseRefs);
    return caseRefs.filter((each) => each !== 'B').map((each) => closed(each));
  };
  const { store, kept, poll } = setUp({ fetchStatuses });
  store.open = ['A', 'B', 'C'];
  await poll.run(now);
  expect(asked).toEqual([['A', 'B'], ['C']]);
  expect(store.applied).toEqual(['A', 'C']);
  expect(store.asked).toEqual([
    [['A', 'B'], 1],
    [['C'], 1],
  ]);
  expect(kept).toEqual([]);
  store.longMissing = ['B'];
  await poll.run(now);
  expect(kept).toMatchObject([{ awaits: 'person', caseRef: 'B' }]);
});

it.each<[string, (string | undefined)[], string]>([
  ['no further than the CRM said it told', ['07:30', '07:10', undefined], '07:10'],
  ['not beyond the window', ['09:00'], '08:00'],
  ['never back', ['06:00'], '07:00'],
])('moves the cursor %s', async (_what, told, expected) => {
  const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
  const fetchChanges = async (_window: ChangeWindow, page = '0'): Promise<ChangePage> => {
    const time = told[Number(page)];
    const next = Number(page) + 1;
    return { changes: [], coveredUpTo: time ? at(time) : undefined, nextPage: next < told.length ? String(next) : undefined };
  };
  const { store, poll } = setUp({ fetchChanges });
  await poll.run(now);
  expect(store.cursorAt).toEqual(at(expected));
});

it('takes an answer for as old as the question, since other ways may bring later news meanwhile', async () => {
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const answering = <T>(answer: T) => {
    store.clock = later(store.clock === now ? 1 : 2);
    return Promise.resolve(answer);
  };
  const { store, poll } = setUp({
    fetchChanges: () => answering({ changes: [closed('A')] }),
    fetchStatus: (caseRef) => answering(closed(caseRef)),
  });
  store.unseen = ['B'];
  await poll.run(now);
  expect([store.applied, store.toldAt]).toEqual([
    ['A', 'B'],
    [now, later(1)],
  ]);
});

it('closes what only a dead delivery kept open, once all news of the round is applied', async () => {
  const { store, poll } = setUp({ fetchChanges: async () => ({ changes: [closed('A'), closed('B')] }) });
  await poll.run(new Date());
  expect(store.closedUpTo).toEqual([2]);
});

/** A CRM that keeps a change a second and gives at most so many of them at once, silently. */
function cappedAt(most: number, changesPerSecond = 1) {
  const windows: ChangeWindow[] = [];
  const fetchChanges = async (window: ChangeWindow): Promise<ChangePage> => {
    windows.push(window);
    const [first, last] = [Math.ceil(window.from.getTime() / 1000), Math.floor(window.to.getTime() / 1000)];
    const all = Array.from(
      { length: (last - first + 1) * changesPerSecond },
      (_none, at) => first + Math.floor(at / changesPerSecond),
    );
    return { changes: all.slice(0, most).map((second) => closed(String(second))), isCapped: all.length >= most };
  };
  return { windows, fetchChanges };
}

it('asks again for the halves of a window whose page came back full, and misses nothing', async () => {
  const { store, kept, poll } = setUp({ fetchChanges: cappedAt(1000).fetchChanges });
  await poll.run(now);
  expect(new Set(store.applied).size).toBe(61 * 60 + 1);
  expect([store.cursorAt, kept]).toEqual([now, []]);
});

it('goes on where it ended when a round would take too many windows', async () => {
  const { store, poll, kept } = setUp({ fetchChanges: cappedAt(25).fetchChanges });
  await poll.run(now);
  expect(store.cursorAt! < now).toBe(true);
  const first = store.cursorAt!;
  await poll.run(now);
  expect(store.cursorAt! > first).toBe(true);
  await poll.run(now);
  expect(store.cursorAt).toEqual(now);
  expect(new Set(store.applied).size).toBe(61 * 60 + 1);
  expect(kept).toEqual([]);
});

it('does not begin a long time to catch up with anew when a call in the middle of it fails', async () => {
  const crm = cappedAt(25);
  const asked: Date[] = [];
  let fails = true;
  const fetchChanges = async (window: ChangeWindow): Promise<ChangePage> => {
    asked.push(window.from);
    if (fails && asked.length === 20) throw new Error('cut');
    return crm.fetchChanges(window);
  };
  const { store, poll } = setUp({ fetchChanges });
  const before = (store.cursorAt = new Date(now.getTime() - 600_000));
  await expect(poll.run(now)).rejects.toThrow('cut');
  const reached = store.cursorAt!;
  expect(reached > before).toBe(true);
  fails = false;
  asked.length = 0;
  await poll.run(now);
  expect(asked[0]).toEqual(new Date(reached.getTime() - 60_000));
  expect(store.cursorAt).toEqual(now);
  expect(new Set(store.applied).size).toBe(11 * 60 + 1);
});

it('lists a moment of which the CRM never tells all, and goes on', async () => {
  const { store, poll, kept } = setUp({ fetchChanges: cappedAt(10, 20).fetchChanges });
  store.cursorAt = new Date(now.getTime() + 58_000);
  await poll.run(now);
  expect(store.cursorAt! >= now).toBe(true);
  expect(kept).toMatchObject([{ awaits: 'person', itemId: expect.stringMatching(/^capped/) }]);
});

it('says of what came by mail that it did, so that nothing of it is passed over', async () => {
  const doubt = { id: 'mail-1', reason: 'it names no report', summary: 'mail of a clerk' };
  const { kept, poll } = setUp({ fetchChanges: async () => ({ changes: [], doubts: [doubt], byMail: true }) });
  await poll.run(now);
  expect(kept).toMatchObject([{ source: 'mail', itemId: 'mail-1', awaits: 'person' }]);
});
