import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CaseNews, PublicChange } from '../domain/case-news.js';
import type { CaseRef } from '../domain/delivery.js';
import type { Database, Tx } from './database.js';
import { followRequired, heldOpenByNothing } from './public-status.js';
import { publishing } from './public-updates.js';

/** A case's news in our words and the CRM's. */
export interface CaseChange {
  readonly caseRef: CaseRef;
  readonly crmStatus: string;
  readonly crmReason?: string;
  readonly changedAt?: Date;
  /** The CRM's id of this very change. */
  readonly changeId?: string;
  /** Our public id of the request, as the CRM told it: for a case that is not known by its reference. */
  readonly requestId?: string;
  /** Absent when no status rule knew the words: the request then stays as it is. */
  readonly public?: PublicChange;
}

export type Applied = 'changed' | 'unchanged' | 'late' | 'not ours';

interface KnownCase {
  readonly request_id: string;
  readonly crm_status: string | null;
  readonly crm_reason: string | null;
  readonly crm_changed_at: Date | null;
  readonly role: 'required' | 'copy' | null;
  readonly erased: boolean;
}

/** What came back from the CRMs, and how far each was read. */
export class SyncStore {
  constructor(private readonly database: Database) {}

  /** Only one process polls a connection at a time; another takes over when the lease runs out. @returns false when one has it. */
  async lease(connection: string, owner: string, leaseMs: number): Promise<boolean> {
    const { rows } = await sql`
      insert into bridge.sync_cursor as c (connection, lease_owner, lease_until)
      values (${connection}, ${owner}, now() + ${leaseMs} * interval '1 millisecond')
      on conflict (connection) do update set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
        where c.lease_owner = ${owner} or c.lease_until is null or c.lease_until < now()
      returning connection`.execute(this.database);
    return rows.length === 1;
  }

  async cursor(connection: string): Promise<Date | undefined> {
    const row = await this.database
      .selectFrom('sync_cursor')
      .select('cursor_at')
      .where('connection', '=', connection)
      .executeTakeFirst();
    return row?.cursor_at ?? undefined;
  }

  /** Written after everything the window brought is. */
  async advance(connection: string, cursor: Date): Promise<void> {
    await sql`update bridge.sync_cursor set cursor_at = ${cursor}, polled_at = now(), last_error = null where connection = ${connection}`.execute(
      this.database,
    );
  }

  async recordFailure(connection: string, reason: string): Promise<void> {
    await sql`update bridge.sync_cursor set polled_at = now(), last_error = ${reason} where connection = ${connection}`.execute(
      this.database,
    );
  }

  /** Cases to ask for one by one, longest unseen first. */
  async openCases(connection: string, limit: number): Promise<CaseRef[]> {
    const { rows } = await sql<{ case_ref: string }>`
      select c.case_ref from bridge.crm_case c join bridge.service_request r on r.id = c.request_id
      where c.connection = ${connection} and r.status = 'open'
      order by c.last_seen_at nulls first limit ${limit}`.execute(this.database);
    return rows.map(({ case_ref }) => case_ref);
  }

  /** Cases that became known late, after a lost answer: what happened to them meanwhile is in no window to come. */
  async adoptedUnseen(connection: string, limit: number): Promise<CaseRef[]> {
    const { rows } = await sql<{ case_ref: string }>`
      select c.case_ref from bridge.crm_case c
      join bridge.delivery d on d.request_id = c.request_id and d.connection = c.connection and d.position = 1
      where c.connection = ${connection} and c.last_seen_at is null and d.attempts > 1 and c.crm_status is null limit ${limit}`.execute(
      this.database,
    );
    return rows.map(({ case_ref }) => case_ref);
  }

  async markSeen(connection: string, caseRef: CaseRef): Promise<void> {
    await sql`update bridge.crm_case set last_seen_at = now() where connection = ${connection} and case_ref = ${caseRef}`.execute(
      this.database,
    );
  }

  /**
   * One transaction for all. The same news twice changes nothing, and news older than what is known moves nothing back.
   * @returns what came of each, in the order given.
   */
  async apply(connection: string, changes: readonly CaseChange[]): Promise<Applied[]> {
    return publishing(this.database, async (tx) => {
      const applied = new Map<number, Applied>();
      const updates: string[] = [];
      for (const index of await inOrder(tx, connection, changes))
        applied.set(index, await applyOne(tx, connection, changes[index]!, updates));
      return { result: changes.map((_change, index) => applied.get(index)!), updates };
    });
  }

  /**
   * After a delivery of the request died or was cancelled, once that is written: what is left of the required cases may all be closed.
   * @returns whether the public sees a difference.
   */
  async followWithout(requestId: string): Promise<boolean> {
    return publishing(this.database, async (tx) => {
      const { changed, update } = await followRequired(tx, requestId);
      return { result: changed, updates: update ? [update] : [] };
    });
  }

  /** Closes requests that only a delivery kept open which died or was cancelled since. @returns how many. */
  async closeHeldByNothing(connection: string, limit: number): Promise<number> {
    const ids = await heldOpenByNothing(this.database, connection, limit);
    for (const id of ids) await this.followWithout(id);
    return ids.length;
  }

  /** Counts a word that no rule knows, once per case news. */
  async recordUnmapped(connection: string, change: CaseChange): Promise<void> {
    await sql`
      insert into bridge.unmapped_status as u (connection, crm_status, crm_reason, seen, first_seen_at, last_seen_at, sample_case_ref)
      values (${connection}, ${change.crmStatus}, ${change.crmReason ?? ''}, 1, now(), now(), ${change.caseRef})
      on conflict (connection, crm_status, crm_reason) do update set seen = u.seen + 1, last_seen_at = now()`.execute(
      this.database,
    );
  }

  async unmapped(): Promise<{ connection: string; status: string; reason: string; seen: number; sampleCaseRef: string }[]> {
    const rows = await this.database
      .selectFrom('unmapped_status')
      .selectAll()
      .orderBy('connection')
      .orderBy('crm_status')
      .execute();
    return rows.map((row) => ({
      connection: row.connection,
      status: row.crm_status,
      reason: row.crm_reason,
      seen: row.seen,
      sampleCaseRef: row.sample_case_ref,
    }));
  }
}

async function applyOne(tx: Tx, connection: string, stated: CaseChange, updates: string[]): Promise<Applied> {
  const caseRef = await resolveCase(tx, connection, stated);
  const known = await lockCase(tx, connection, caseRef);
  if (!known) return 'not ours';
  const told = { ...stated, caseRef };
  const change = known.erased ? withoutTexts(told) : told;
  if (known.crm_changed_at && change.changedAt && change.changedAt < known.crm_changed_at) return 'late';
  const same = known.crm_status === change.crmStatus && (known.crm_reason ?? undefined) === change.crmReason;
  await writeCase(tx, connection, change, same);
  if (same || !change.public || known.role === 'copy') return 'unchanged';
  const { changed, update } = await followRequired(tx, known.request_id, { connection, caseRef: change.caseRef });
  if (update) updates.push(update);
  return changed ? 'changed' : 'unchanged';
}

/** The reference by which the bridge knows the case: its own, the one that it has now, or the only one of the request that the CRM names. */
async function resolveCase(tx: Tx, connection: string, { caseRef, requestId }: CaseChange): Promise<CaseRef> {
  const { rows } = await sql<{ case_ref: string }>`
    select case_ref from bridge.crm_case where connection = ${connection} and case_ref = ${caseRef}
    union all
    select current_ref from bridge.case_alias where connection = ${connection} and case_ref = ${caseRef}
    union all
    (select min(c.case_ref) from bridge.service_request r join bridge.crm_case c on c.request_id = r.id
    where r.public_id = ${requestId ?? null} and c.connection = ${connection} having count(*) = 1)
    limit 1`.execute(tx);
  return rows[0]?.case_ref ?? caseRef;
}

async function lockCase(tx: Tx, connection: string, caseRef: CaseRef): Promise<KnownCase | undefined> {
  const { rows } = await sql<KnownCase>`
    select c.request_id, c.crm_status, c.crm_reason, c.crm_changed_at,
      (select r.erased_at is not null from bridge.service_request r where r.id = c.request_id) as erased,
      (select d.role from bridge.delivery d where d.request_id = c.request_id and d.connection = c.connection and d.position = 1) as role
    from bridge.crm_case c where c.connection = ${connection} and c.case_ref = ${caseRef} for update of c`.execute(tx);
  return rows[0];
}

/** Of a request that was erased only the status is followed: the CRM's texts may repeat what people wrote. */
function withoutTexts(change: CaseChange): CaseChange {
  const { caseRef, crmStatus, changedAt, changeId } = change;
  return {
    caseRef,
    crmStatus,
    changedAt,
    changeId,
    public: change.public && { status: change.public.status, detail: change.public.detail },
  };
}

/** The words a case has already keep the news they were. */
async function writeCase(tx: Tx, connection: string, change: CaseChange, same: boolean): Promise<void> {
  const news: CaseNews | undefined = same || !change.public ? undefined : { ...change.public, sourceId: sourceIdOf(change) };
  await sql`
    update bridge.crm_case set crm_status = ${change.crmStatus}, crm_reason = ${change.crmReason ?? null},
      crm_changed_at = coalesce(${change.changedAt ?? null}::timestamptz, crm_changed_at), last_seen_at = now(),
      news = coalesce(${news ? JSON.stringify(news) : null}::jsonb, news),
      news_at = coalesce(${news ? (change.changedAt ?? new Date()) : null}::timestamptz, news_at)
    where connection = ${connection} and case_ref = ${change.caseRef}`.execute(tx);
}

/** Where each change stands when they are in the order of their requests, so that two connections never wait for each other in a circle. */
async function inOrder(tx: Tx, connection: string, changes: readonly CaseChange[]): Promise<number[]> {
  const { rows } = await sql<{ case_ref: string }>`
    select case_ref from bridge.crm_case where connection = ${connection} and case_ref = any(${changes.map(({ caseRef }) => caseRef)}::text[])
    order by request_id`.execute(tx);
  const places = new Map(rows.map(({ case_ref }, place) => [case_ref, place]));
  const place = (index: number) => places.get(changes[index]!.caseRef) ?? rows.length;
  return [...changes.keys()].sort((a, b) => place(a) - place(b));
}

/** From the content. A CRM that tells no times may say the same again later, and then it is another change. */
function sourceIdOf({ caseRef, crmStatus, crmReason, changedAt, changeId }: CaseChange): string {
  const content = JSON.stringify([changeId ?? caseRef, crmStatus, crmReason ?? '', changedAt?.toISOString() ?? randomUUID()]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
