import { setTimeout as sleep } from 'node:timers/promises';
import type { CallContext, CaseSnapshot, ChangePage, ChangeWindow } from '../adapter-kit/adapter.js';
import type { Connection } from '../connections/connection.js';
import type { SyncStore } from '../store/sync.store.js';
import type { ChangeApplier } from './change-applier.js';
import type { Told } from './told.js';

/** Cases asked for one by one in a round, where the CRM tells no changes. */
const STATUS_BATCH = 200;
const ADOPTED_BATCH = 50;
/** Requests that a dead delivery kept open, in a round. */
const CLOSED_AT_ONCE = 200;
/** A page may be slow, a CRM is never asked without a pause. */
const PAUSE_BETWEEN_PAGES_MS = 10;

/** One round: what changed at one CRM since the last one, written to the store. */
export class Poll {
  constructor(
    private readonly connection: Connection,
    private readonly store: SyncStore,
    private readonly applier: ChangeApplier,
    private readonly call: <T>(verb: (context: CallContext) => Promise<T>) => Promise<T>,
  ) {}

  async run(now: Date): Promise<void> {
    const { id, adapter } = this.connection;
    const covered = adapter.fetchChanges ? await this.pollChanges(now) : now;
    if (!adapter.fetchChanges && this.tellsOfCases) await this.pollCases(await this.store.openCases(id, STATUS_BATCH));
    await this.store.closeHeldByNothing(id, CLOSED_AT_ONCE);
    await this.store.advance(id, covered);
  }

  private get tellsOfCases(): boolean {
    const { fetchStatus, fetchStatuses } = this.connection.adapter;
    return fetchStatus !== undefined || fetchStatuses !== undefined;
  }

  /** @returns how far the CRM told: `now`, or less where it said so. */
  private async pollChanges(now: Date): Promise<Date> {
    const { overlapMs } = this.connection.settings.sync;
    const cursor = (await this.store.cursor(this.connection.id)) ?? now;
    const window = { from: new Date(cursor.getTime() - overlapMs), to: now };
    const covered = await this.pollPages(window);
    if (this.tellsOfCases) await this.pollCases(await this.store.adoptedUnseen(this.connection.id, ADOPTED_BATCH));
    // Never before the last cursor: a CRM that stands still would be asked for the same again, and for ever more of it.
    return new Date(Math.max(cursor.getTime(), covered.getTime()));
  }

  private async pollPages(window: ChangeWindow): Promise<Date> {
    let covered = window.to;
    let page: string | undefined;
    do {
      const answer: ChangePage = await this.call((context) => this.connection.adapter.fetchChanges!(window, page, context));
      await this.applier.apply(this.told, answer.changes);
      if (answer.doubts) await this.applier.keepDoubts(this.told, answer.doubts);
      if (answer.coveredUpTo && answer.coveredUpTo < covered) covered = answer.coveredUpTo;
      page = answer.nextPage;
      if (page) await sleep(PAUSE_BETWEEN_PAGES_MS);
    } while (page);
    return covered;
  }

  private async pollCases(caseRefs: readonly string[]): Promise<void> {
    const { adapter, settings } = this.connection;
    const atOnce = adapter.fetchStatuses ? settings.sync.casesPerCall : 1;
    for (let at = 0; at < caseRefs.length; at += atOnce) {
      const asked = caseRefs.slice(at, at + atOnce);
      const snapshots = await this.call((context) => this.askFor(asked, context));
      await this.applier.apply(this.told, snapshots);
      const told = new Set(snapshots.map(({ caseRef }) => caseRef));
      for (const caseRef of asked) if (!told.has(caseRef)) await this.store.markSeen(this.connection.id, caseRef);
    }
  }

  private async askFor(caseRefs: readonly string[], context: CallContext): Promise<readonly CaseSnapshot[]> {
    const { adapter } = this.connection;
    if (adapter.fetchStatuses) return adapter.fetchStatuses(caseRefs, context);
    const found = await Promise.all(caseRefs.map((caseRef) => adapter.fetchStatus!(caseRef, context)));
    return found.flatMap((each) => each ?? []);
  }

  private get told(): Told {
    return { connection: this.connection.settings, source: 'poll' };
  }
}
