import { setTimeout as sleep } from 'node:timers/promises';
import type { CallContext, CaseSnapshot, ChangeWindow } from '../adapter-kit/adapter.js';
import type { Connection } from '../connections/connection.js';
import type { SyncStore } from '../store/sync.store.js';
import type { ChangeApplier } from './change-applier.js';
import { ChangePages } from './change-pages.js';
import { missingDoubt } from './missing-doubt.js';
import type { Told } from './told.js';

/** Cases asked for in a round, where the CRM tells no changes. */
const STATUS_BATCH = 200;
const ADOPTED_BATCH = 50;
/** Requests that a dead delivery kept open, in a round. */
const CLOSED_AT_ONCE = 200;
/** A page may be slow, a CRM is never asked without a pause. */
const PAUSE_BETWEEN_CALLS_MS = 10;
/** A round reads no more windows than this; the next one goes on where it ended. */
const MOST_WINDOWS = 200;

/** One round: what changed at one CRM since the last one, written to the store. */
export class Poll {
  private readonly told: Told;

  constructor(
    private readonly connection: Connection,
    private readonly store: SyncStore,
    private readonly applier: ChangeApplier,
    private readonly call: <T>(verb: (context: CallContext) => Promise<T>) => Promise<T>,
    private readonly fence: number,
  ) {
    this.told = { connection: connection.settings, source: 'poll', fence };
  }

  /** @throws AdapterError; LeaseLost when another process polls the connection meanwhile, and then nothing more is written. */
  async run(now: Date): Promise<void> {
    const { id, adapter, settings } = this.connection;
    const covered = adapter.fetchChanges ? await this.pollChanges(now) : now;
    if (!adapter.fetchChanges && this.tellsOfCases)
      await this.pollCases(await this.store.dueCases(id, STATUS_BATCH), settings.sync.pollEveryMs);
    await this.store.closeHeldByNothing(id, CLOSED_AT_ONCE);
    await this.store.advance(id, covered, this.fence);
  }

  private get tellsOfCases(): boolean {
    const { fetchStatus, fetchStatuses } = this.connection.adapter;
    return fetchStatus !== undefined || fetchStatuses !== undefined;
  }

  /** @returns how far the CRM told: `now`, or less where it said so. */
  private async pollChanges(now: Date): Promise<Date> {
    const { overlapMs } = this.connection.settings.sync;
    const cursor = await this.store.cursorFrom(this.connection.id, now, this.fence);
    const covered = await this.pollWindow({ from: new Date(cursor.getTime() - overlapMs), to: now }, cursor);
    if (this.tellsOfCases) await this.pollCases(await this.store.adoptedUnseen(this.connection.id, ADOPTED_BATCH), undefined);
    return covered;
  }

  /**
   * The cursor follows window by window: a long time to catch up with is not begun anew for one call that fails.
   * @returns how far it was told, never before the last cursor: a CRM that stands still would be asked for the same again, and for ever more of it.
   */
  private async pollWindow(whole: ChangeWindow, cursor: Date): Promise<Date> {
    let toldAt: Date | undefined;
    const ask = async (window: ChangeWindow, page: string | undefined) => {
      toldAt = await this.store.now();
      return this.call((context) => this.connection.adapter.fetchChanges!(window, page, context));
    };
    const pages = new ChangePages(ask, () => this.pause(), MOST_WINDOWS);
    let reached = cursor;
    for await (const { byMail, changes, doubts } of pages.of(whole)) {
      // That of the windows before this one, and all of them are applied.
      if (pages.coveredUpTo && pages.coveredUpTo > reached) {
        reached = pages.coveredUpTo;
        await this.store.reached(this.connection.id, reached, this.fence);
      }
      const told: Told = { ...this.told, toldAt, source: byMail ? 'mail' : 'poll' };
      await this.applier.apply(told, changes);
      if (doubts) await this.applier.keepDoubts(told, doubts);
    }
    return pages.coveredUpTo && pages.coveredUpTo > reached ? pages.coveredUpTo : reached;
  }

  /** @param leastMs no case is asked for again sooner; undefined: not at all. */
  private async pollCases(caseRefs: readonly string[], leastMs: number | undefined): Promise<void> {
    const { id, adapter, settings } = this.connection;
    const atOnce = adapter.fetchStatuses ? settings.sync.casesPerCall : 1;
    for (let at = 0; at < caseRefs.length; at += atOnce) {
      if (at > 0) await this.pause();
      const asked = caseRefs.slice(at, at + atOnce);
      const toldAt = await this.store.now();
      const snapshots = await this.call((context) => this.askFor(asked, context));
      await this.applier.apply({ ...this.told, toldAt }, snapshots);
      const known = new Set(snapshots.map(({ caseRef }) => caseRef));
      const missing = await this.store.wereMissing(
        id,
        asked.filter((caseRef) => !known.has(caseRef)),
      );
      await this.applier.keepDoubts(this.told, missing.map(missingDoubt));
      await this.store.wereAsked(id, asked, leastMs);
    }
  }

  private async askFor(caseRefs: readonly string[], context: CallContext): Promise<readonly CaseSnapshot[]> {
    const { adapter } = this.connection;
    if (adapter.fetchStatuses) return adapter.fetchStatuses(caseRefs, context);
    const found = await Promise.all(caseRefs.map((caseRef) => adapter.fetchStatus!(caseRef, context)));
    return found.flatMap((each) => each ?? []);
  }

  private async pause(): Promise<void> {
    await sleep(Math.max(PAUSE_BETWEEN_CALLS_MS, this.connection.gapMs));
  }
}
