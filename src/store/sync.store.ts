import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import type { DetailedStatus, RequestStatus } from '../domain/service-request.js';
import type { Database, Tx } from './database.js';
import { insertUpdate, publishing } from './public-updates.js';

/** A case's news in our words and the CRM's. */
export interface CaseChange {
  readonly caseRef: CaseRef;
  readonly crmStatus: string;
  readonly crmReason?: string;
  readonly changedAt?: Date;
  /** Absent when no status rule knew the words: the request then stays as it is. */
  readonly public?: PublicChange;
}

/** What a change means to the public. */
export interface PublicChange {
  readonly status: RequestStatus;
  readonly detail: DetailedStatus;
  readonly notes?: string;
  /** Public addresses. */
  readonly mediaUrls?: readonly string[];
  /** The CRM's own word, where the connection publishes it. */
  readonly externalStatusCode?: string;
  /** The CRM's name of the case, where the connection publishes it. */
  readonly customerReference?: string;
}

export type Applied = 'changed' | 'unchanged' | 'late' | 'not ours';

interface KnownCase {
  readonly request_id: string;
  readonly crm_status: string | null;
  readonly crm_reason: string | null;
  readonly crm_changed_at: Date | null;
  readonly role: 'required' | 'copy' | null;
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
      const result: Applied[] = [];
      const updates: string[] = [];
      for (const change of changes) result.push(await applyOne(tx, connection, change, updates));
      return { result, updates };
    });
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

async function applyOne(tx: Tx, connection: string, change: CaseChange, updates: string[]): Promise<Applied> {
  const known = await lockCase(tx, connection, change.caseRef);
  if (!known) return 'not ours';
  if (known.crm_changed_at && change.changedAt && change.changedAt < known.crm_changed_at) return 'late';
  const same = known.crm_status === change.crmStatus && (known.crm_reason ?? undefined) === change.crmReason;
  await writeCase(tx, connection, change);
  if (same || !change.public || known.role === 'copy') return 'unchanged';
  return (await writePublic(tx, connection, known.request_id, change, updates)) ? 'changed' : 'unchanged';
}

async function lockCase(tx: Tx, connection: string, caseRef: CaseRef): Promise<KnownCase | undefined> {
  const { rows } = await sql<KnownCase>`
    select c.request_id, c.crm_status, c.crm_reason, c.crm_changed_at,
      (select d.role from bridge.delivery d where d.request_id = c.request_id and d.connection = c.connection and d.position = 1) as role
    from bridge.crm_case c where c.connection = ${connection} and c.case_ref = ${caseRef} for update of c`.execute(tx);
  return rows[0];
}

async function writeCase(tx: Tx, connection: string, change: CaseChange): Promise<void> {
  await sql`
    update bridge.crm_case set crm_status = ${change.crmStatus}, crm_reason = ${change.crmReason ?? null},
      crm_changed_at = coalesce(${change.changedAt ?? null}::timestamptz, crm_changed_at), last_seen_at = now()
    where connection = ${connection} and case_ref = ${change.caseRef}`.execute(tx);
}

/** @returns false when the public would see no difference. */
async function writePublic(
  tx: Tx,
  connection: string,
  requestId: string,
  change: CaseChange,
  updates: string[],
): Promise<boolean> {
  const { status, detail, notes, mediaUrls = [], externalStatusCode, customerReference } = change.public!;
  const eventAt = change.changedAt ?? new Date();
  const { rows } = await sql`
    update bridge.service_request set status = ${status}, detailed_status = ${detail}, status_notes = ${notes ?? null},
      updated_at = greatest(requested_at, ${eventAt}::timestamptz)
    where id = ${requestId} and (status, detailed_status, coalesce(status_notes, '')) is distinct from (${status}, ${detail}, ${notes ?? ''})
    returning id`.execute(tx);
  if (rows.length === 0) return false;
  const update = await insertUpdate(tx, {
    requestId,
    source: connection,
    sourceId: sourceIdOf(change),
    status,
    detailedStatus: detail,
    description: notes,
    mediaUrls,
    externalStatusCode,
    customerReference,
    eventAt,
  });
  if (update) updates.push(update);
  return true;
}

/** From the content. A CRM that tells no times may say the same again later, and then it is another change. */
function sourceIdOf({ caseRef, crmStatus, crmReason, changedAt }: CaseChange): string {
  const content = JSON.stringify([caseRef, crmStatus, crmReason ?? '', changedAt?.toISOString() ?? randomUUID()]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
