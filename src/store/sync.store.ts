import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import type { Database } from './database.js';
import { followRequired, heldOpenByNothing } from './public-status.js';
import { publishing } from './public-updates.js';
import { applyChanges } from './sync/apply-changes.js';
import { dueCases, letGoOfTold, notAskedAgain, wereAsked, wereMissing } from './sync/case-asks.js';
import type { Applied, CaseChange } from './sync/case-change.js';
import { allOldNews } from './sync/old-news.js';
import { leaseConnection, LeaseLost, stillMine } from './sync/lease.js';
import { keepCustomerReferences } from './sync/customer-references.js';
import { holdPolls, pollHold, type PollHold } from './sync/poll-hold.js';

/** PostgreSQL's codes of two transactions that waited for each other, of which one was sent home. */
const IN_EACH_OTHERS_WAY = new Set(['40P01', '40001']);
const TRIES = 4;
/** How far back a connection is read at most that was never asked what changed. */
const LONGEST_UNASKED_MS = 30 * 24 * 3_600_000;

/** What came back from the CRMs, and how far each was read. */
export class SyncStore {
  constructor(private readonly database: Database) {}

  /** @returns the number to write under; undefined when another process polls the connection. */
  async lease(connection: string, owner: string, leaseMs: number): Promise<number | undefined> {
    return leaseConnection(this.database, { connection, owner, leaseMs });
  }

  /**
   * Where reading goes on. A connection that is polled for the first time is read from its oldest open case on, by whoever comes after a first round that
   * failed, too: reports may have been delivered there long before a process, or a setting, asked what became of them.
   * @throws LeaseLost
   */
  async cursorFrom(connection: string, now: Date, fence: number): Promise<Date> {
    const { rows } = await sql<{ cursor_at: Date }>`
      update bridge.sync_cursor set cursor_at = coalesce(cursor_at, greatest(${new Date(now.getTime() - LONGEST_UNASKED_MS)}, least(${now}, (
          select min(c.created_at) from bridge.crm_case c where c.connection = ${connection} and c.news ->> 'status' is distinct from 'closed'))))
      where connection = ${connection} and fence = ${fence} returning cursor_at`.execute(this.database);
    if (!rows[0]) throw new LeaseLost(connection);
    return rows[0].cursor_at;
  }

  /** By the database's clock, as all processes see it. */
  async now(): Promise<Date> {
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(this.database);
    return rows[0]!.now;
  }

  /** In the middle of a round, after everything is written that was told up to there. @throws LeaseLost */
  async reached(connection: string, cursor: Date, fence: number): Promise<void> {
    const { rows } = await sql`
      update bridge.sync_cursor set cursor_at = ${cursor} where connection = ${connection} and fence = ${fence} returning connection`.execute(
      this.database,
    );
    if (rows.length === 0) throw new LeaseLost(connection);
  }

  /** Written after everything the window brought is. @throws LeaseLost */
  async advance(connection: string, cursor: Date, fence: number): Promise<void> {
    const { rows } = await sql`
      update bridge.sync_cursor set cursor_at = ${cursor}, polled_at = now(), last_error = null,
        refused_since = null, held_until = null, last_pause_ms = null
      where connection = ${connection} and fence = ${fence} returning connection`.execute(this.database);
    if (rows.length === 0) throw new LeaseLost(connection);
  }

  async recordFailure(connection: string, reason: string): Promise<void> {
    await sql`update bridge.sync_cursor set polled_at = now(), last_error = ${reason} where connection = ${connection}`.execute(
      this.database,
    );
  }

  async hold(connection: string): Promise<PollHold> {
    return pollHold(this.database, connection);
  }

  /** The CRM refuses to tell: it is left alone for a while. @param reason without secrets. */
  async recordRefusal(connection: string, reason: string, pauseMs: number): Promise<void> {
    await holdPolls(this.database, connection, reason, pauseMs);
  }

  /** Cases to ask for one by one, where the CRM tells no changes. */
  async dueCases(connection: string, limit: number): Promise<CaseRef[]> {
    return dueCases(this.database, connection, limit);
  }

  /** Cases to ask for though the CRM tells changes: those that became known late. */
  async adoptedUnseen(connection: string, limit: number): Promise<CaseRef[]> {
    await letGoOfTold(this.database, connection);
    return dueCases(this.database, connection, limit);
  }

  /** @param leastMs no case is asked for again sooner; undefined: not at all. */
  async wereAsked(connection: string, caseRefs: readonly CaseRef[], leastMs: number | undefined): Promise<void> {
    if (leastMs === undefined) await notAskedAgain(this.database, connection, caseRefs);
    else await wereAsked(this.database, connection, caseRefs, leastMs);
  }

  /** The CRM was asked and did not know them. @returns those that it has not known for a day. */
  async wereMissing(connection: string, caseRefs: readonly CaseRef[]): Promise<CaseRef[]> {
    return caseRefs.length === 0 ? [] : wereMissing(this.database, connection, caseRefs);
  }

  /**
   * One transaction for all. The same news twice changes nothing, and news older than what is known moves nothing back.
   * @param fence of the lease under which they were read; absent: they came by themselves.
   * @returns what came of each, in the order given.
   * @throws LeaseLost, ChangeRefused
   */
  async apply(connection: string, changes: readonly CaseChange[], fence?: number): Promise<Applied[]> {
    await patiently(() => keepCustomerReferences(this.database, connection, changes));
    const old = await allOldNews(this.database, connection, changes);
    const news = changes.filter((_change, index) => !old.has(index));
    const applied = news.length > 0 ? await patiently(() => this.applyNews(connection, news, fence)) : [];
    return changes.map((_change, index) => old.get(index) ?? applied.shift()!);
  }

  private async applyNews(connection: string, news: readonly CaseChange[], fence: number | undefined): Promise<Applied[]> {
    return publishing(this.database, async (tx) => {
      if (fence !== undefined) await stillMine(tx, connection, fence);
      const updates: string[] = [];
      return { result: await applyChanges(tx, connection, news, updates), updates };
    });
  }

  /**
   * After a delivery of the request died or was cancelled, once that is written: what is left of the required cases may all be closed.
   * @returns whether the public sees a difference.
   */
  async followWithout(requestId: string): Promise<boolean> {
    return publishing(this.database, async (tx) => {
      const { changed, updates } = await followRequired(tx, [{ requestId }]);
      return { result: changed.has(requestId), updates };
    });
  }

  /**
   * The public status of the case's request follows the case once more, as if its last news just came.
   * @returns whether the public sees a difference.
   */
  async followCase(connection: string, caseRef: CaseRef): Promise<boolean> {
    return publishing(this.database, async (tx) => {
      const { rows } = await sql<{ request_id: string }>`
        select request_id from bridge.crm_case where connection = ${connection} and case_ref = ${caseRef}`.execute(tx);
      if (!rows[0]) return { result: false, updates: [] };
      const { changed, updates } = await followRequired(tx, [{ requestId: rows[0].request_id, told: { connection, caseRef } }]);
      return { result: changed.size > 0, updates };
    });
  }

  /** Closes requests that only a delivery kept open which died or was cancelled since. @returns how many. */
  async closeHeldByNothing(connection: string, limit: number): Promise<number> {
    const ids = await heldOpenByNothing(this.database, connection, limit);
    for (const id of ids) await this.followWithout(id);
    return ids.length;
  }

  /** Counts words that no rule knows, once per case news. */
  async recordUnmapped(connection: string, changes: readonly CaseChange[]): Promise<void> {
    if (changes.length === 0) return;
    const words = changes.map(({ caseRef, crmStatus, crmReason = '' }) => ({ caseRef, crmStatus, crmReason }));
    await sql`
      insert into bridge.unmapped_status as u (connection, crm_status, crm_reason, seen, first_seen_at, last_seen_at, sample_case_ref)
      select ${connection}::text, "crmStatus", "crmReason", count(*), now(), now(), min("caseRef")
      from jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as w ("caseRef" text, "crmStatus" text, "crmReason" text) group by 2, 3 order by 2, 3
      on conflict (connection, crm_status, crm_reason) do update set seen = u.seen + excluded.seen, last_seen_at = now()`.execute(
      this.database,
    );
  }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !IN_EACH_OTHERS_WAY.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
