import { setTimeout as sleep } from 'node:timers/promises';
import type { CallContext, CaseSnapshot } from '../adapter-kit/adapter.js';
import type { Connection } from '../connections/connection.js';
import type { SyncStore } from '../store/sync.store.js';
import { toChange } from './public-change.js';
import type { Log } from '../settings/log.js';

/** Cases asked for one by one in a round, where the CRM tells no changes. */
const STATUS_BATCH = 200;
const ADOPTED_BATCH = 50;
/** A page may be slow, a CRM is never asked without a pause. */
const PAUSE_BETWEEN_PAGES_MS = 10;

/** One round: what changed at one CRM since the last one, written to the store. */
export class Poll {
  constructor(
    private readonly connection: Connection,
    private readonly store: SyncStore,
    private readonly log: Log,
    private readonly context: () => CallContext,
  ) {}

  async run(now: Date): Promise<void> {
    if (this.connection.adapter.fetchChanges) await this.pollChanges(now);
    else if (this.connection.adapter.fetchStatus)
      await this.pollCases(await this.store.openCases(this.connection.id, STATUS_BATCH));
    await this.store.advance(this.connection.id, now);
  }

  private async pollChanges(now: Date): Promise<void> {
    const { overlapMs } = this.connection.settings.sync;
    const cursor = (await this.store.cursor(this.connection.id)) ?? now;
    const window = { from: new Date(cursor.getTime() - overlapMs), to: now };
    let page: string | undefined;
    do {
      const answer = await this.connection.adapter.fetchChanges!(window, page, this.context());
      for (const snapshot of answer.changes) await this.apply(snapshot);
      page = answer.nextPage;
      if (page) await sleep(PAUSE_BETWEEN_PAGES_MS);
    } while (page);
    if (this.connection.adapter.fetchStatus)
      await this.pollCases(await this.store.adoptedUnseen(this.connection.id, ADOPTED_BATCH));
  }

  private async pollCases(caseRefs: readonly string[]): Promise<void> {
    for (const caseRef of caseRefs) {
      const snapshot = await this.connection.adapter.fetchStatus!(caseRef, this.context());
      if (snapshot) await this.apply(snapshot);
      else await this.store.markSeen(this.connection.id, caseRef);
    }
  }

  /** One bad item never stops a batch. */
  private async apply(snapshot: CaseSnapshot): Promise<void> {
    const { id } = this.connection;
    try {
      const change = toChange(this.connection.settings.statusRules, snapshot);
      const applied = await this.store.apply(id, change);
      if (applied === 'not ours' || change.public) return;
      await this.store.recordUnmapped(id, change);
      this.log.warn({ connection: id, status: change.crmStatus }, 'no status rule knows this word; the request stays as it is');
    } catch (error) {
      this.log.warn({ connection: id, caseRef: snapshot.caseRef, error }, 'this change could not be applied');
    }
  }
}
