import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import { Batcher } from './batcher.js';
import { type Claim, claimDue, type ClaimedDelivery } from './claim.js';
import type { Database } from './database.js';
import { unblockNext } from './lane.js';
import { unblockOrphans } from './lane-orphans.js';
import { addPictureSteps } from './picture-steps.js';
import { type AttemptRecord, type ConnectionVerdict, type Outcome, type Settled, settleAttempt } from './settle.js';
import { type Delivered, settleDelivered } from './settle-delivered.js';

/** Another worker has this delivery now: whoever meets it must not send anything more. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
}

export class DeliveryStore {
  private readonly delivered = new Map<string, Batcher<Delivered, Settled>>();

  constructor(private readonly database: Database) {}

  async claim(claim: Claim): Promise<ClaimedDelivery[]> {
    return claimDue(this.database, claim);
  }

  /** Writes what came of an attempt, and lets the next step of the same request and connection go. @param attachPictures the CRM takes them as files. */
  async settle(
    delivery: ClaimedDelivery,
    outcome: Outcome,
    verdict: ConnectionVerdict,
    record: AttemptRecord,
    { attachPictures = false } = {},
  ): Promise<Settled> {
    if (outcome.is === 'delivered' && attachPictures && delivery.step === 'create_case')
      return this.settleWithPictures(delivery, outcome, verdict, record);
    const settled =
      outcome.is === 'delivered' && verdict.is === 'answers'
        ? await this.deliveredOn(delivery.connection).ask({ delivery, record, ...outcome })
        : await settleAttempt(this.database, delivery, outcome, verdict, record);
    if (settled.written && settled.hasNext && (outcome.is === 'delivered' || outcome.is === 'cancelled'))
      await this.unblock(delivery);
    return settled;
  }

  /** Keeps what one call of a step brought. @throws TakenOver */
  async keepResult({ id, fence }: ClaimedDelivery, name: string, value: unknown): Promise<void> {
    const { rows } = await sql`
      update bridge.delivery set results = coalesce(results, '{}') || ${JSON.stringify({ [name]: value })}::jsonb
      where id = ${id} and fence = ${fence} and state = 'sending' returning id`.execute(this.database);
    if (rows.length === 0) throw new TakenOver('another worker has taken this delivery over');
  }

  /** The case that `create_case` made of a request; undefined where there is none (yet). */
  async caseOf(requestId: string, connection: string): Promise<CaseRef | undefined> {
    const { rows } = await sql<{ case_ref: string }>`
      select case_ref from bridge.crm_case where request_id = ${requestId} and connection = ${connection} order by created_at desc limit 1`.execute(
      this.database,
    );
    return rows[0]?.case_ref;
  }

  /** Those of the references that are known to be cases of other requests. */
  async casesOfOthers(connection: string, refs: readonly CaseRef[], requestId: string): Promise<CaseRef[]> {
    const { rows } = await sql<{ case_ref: string }>`
      select case_ref from bridge.crm_case
      where connection = ${connection} and case_ref = any(${refs}::text[]) and request_id <> ${requestId}`.execute(this.database);
    return rows.map((row) => row.case_ref);
  }

  /** Lets steps go whose predecessor was settled while they were being written. @returns the connections that got work. */
  async unblockOrphans(): Promise<string[]> {
    return unblockOrphans(this.database);
  }

  /** Connections that deliveries wait for although they are not among those configured; reads one entry of the index for each that is. */
  async waitingFor(configured: readonly string[]): Promise<{ connection: string; waiting: number }[]> {
    const open = sql`state in ('pending', 'sending') and not blocked`;
    const { rows } = await sql<{ connection: string; waiting: string }>`
      with recursive name(connection) as (
        (select connection from bridge.delivery where ${open} order by connection limit 1)
        union all
        select (select connection from bridge.delivery where ${open} and connection > name.connection order by connection limit 1)
        from name where name.connection is not null)
      select connection, (select count(*) from bridge.delivery d where d.connection = name.connection and ${open}) as waiting
      from name where connection <> all(${configured}::text[])`.execute(this.database);
    return rows.map(({ connection, waiting }) => ({ connection, waiting: Number(waiting) }));
  }

  /** Counts by state, for a run that waits until all is done. */
  async countByState(): Promise<Record<string, number>> {
    const rows = await this.database
      .selectFrom('delivery')
      .select(['state', sql<string>`count(*)`.as('count')])
      .groupBy('state')
      .execute();
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
  }

  private deliveredOn(connection: string): Batcher<Delivered, Settled> {
    const known = this.delivered.get(connection);
    if (known) return known;
    const batcher = new Batcher<Delivered, Settled>((all) => settleDelivered(this.database, connection, all));
    this.delivered.set(connection, batcher);
    return batcher;
  }

  private async settleWithPictures(
    delivery: ClaimedDelivery,
    outcome: Outcome,
    verdict: ConnectionVerdict,
    record: AttemptRecord,
  ): Promise<Settled> {
    return this.database.transaction().execute(async (tx) => {
      const settled = await settleAttempt(tx, delivery, outcome, verdict, record);
      if (!settled.written) return settled;
      const added = await addPictureSteps(tx, delivery);
      if (added > 0 || settled.hasNext) await unblockNext(tx, delivery.requestId, delivery.connection);
      return { ...settled, hasNext: settled.hasNext || added > 0 };
    });
  }

  private async unblock({ requestId, connection }: ClaimedDelivery): Promise<void> {
    await this.database.transaction().execute((tx) => unblockNext(tx, requestId, connection));
  }
}
