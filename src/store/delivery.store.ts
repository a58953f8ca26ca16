import { sql } from 'kysely';
import type { CaseRef, FailureKind } from '../domain/delivery.js';
import type { Database, Tx } from './database.js';
import type { DeliveryRow } from './tables.js';

/** A delivery in one worker's hands. Only the holder of the newest `fence` can write its outcome. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly requestId: string;
  readonly connection: string;
  readonly fence: number;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** An earlier attempt may have reached the CRM: look before sending. */
  readonly mayExist: boolean;
  /** When something may first have been sent; this attempt's start if nothing was. */
  readonly firstSentAt: Date;
  readonly createdAt: Date;
  readonly lastBackoffMs?: number;
}

/** What an attempt came to, and when the next one is due. */
export type Outcome =
  | { readonly is: 'delivered'; readonly caseRef: CaseRef; readonly adopted: boolean }
  | {
      readonly is: 'retry';
      readonly kind: FailureKind;
      readonly reason: string;
      readonly mayExist: boolean;
      readonly pauseMs: number;
    }
  | { readonly is: 'dead' | 'unknown'; readonly kind: FailureKind; readonly reason: string };

export interface AttemptRecord {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly worker: string;
  readonly exchanges: readonly unknown[];
}

/** A job for the queue: together the two name one attempt, so that the same job added twice is one job. */
export interface DueDelivery {
  readonly id: string;
  readonly connection: string;
  readonly fence: number;
}

export class DeliveryStore {
  constructor(private readonly database: Database) {}

  /**
   * Takes a due delivery: state `sending`, next fence, a lease. Undefined when it is settled, not due, or held by another worker.
   * Committed before anything is sent (design section 6, step 3).
   */
  async claim(id: string, leaseMs: number): Promise<ClaimedDelivery | undefined> {
    const { rows } = await sql<DeliveryRow & { may_exist: boolean }>`
      update bridge.delivery d
      set state = 'sending', fence = d.fence + 1, attempts = d.attempts + 1, first_sent_at = coalesce(d.first_sent_at, now()),
          not_before = now() + ${leaseMs} * interval '1 millisecond'
      from (select id, state from bridge.delivery where id = ${id} for update) before
      where d.id = before.id and d.not_before <= now()
        and before.state in ('pending', 'sending')
        and not exists (select 1 from bridge.delivery earlier where earlier.request_id = d.request_id and earlier.connection = d.connection
          and earlier.position < d.position and earlier.state <> 'delivered')
      returning d.*, before.state = 'sending' as may_exist`.execute(this.database);
    const row = rows[0];
    return row && toClaimed(row);
  }

  /** One transaction: attempt, new state, case, the request's `updated_at`. False when another worker has taken over since. */
  async settle(delivery: ClaimedDelivery, outcome: Outcome, record: AttemptRecord): Promise<boolean> {
    return this.database.transaction().execute(async (tx) => {
      if (!(await writeState(tx, delivery, outcome))) return false;
      await writeAttempt(tx, delivery, outcome, record);
      if (outcome.is === 'delivered') await writeCase(tx, delivery, outcome.caseRef);
      return true;
    });
  }

  /** Deliveries that are due and whose job, if they ever had one, was announced before `announcedBefore`: the queue may have lost it. */
  async takeDue(announcedBefore: Date, limit: number): Promise<DueDelivery[]> {
    const { rows } = await sql<DueDelivery>`
      select id, connection, fence from bridge.delivery
      where state in ('pending', 'sending') and not blocked and not_before <= now() and ${announcedBefore}::timestamptz is not null
      order by not_before limit ${limit}`.execute(this.database);
    return rows;
  }

  async markEnqueued(ids: readonly string[]): Promise<void> {
    void ids;
  }

  /** @throws when the database does not answer. */
  async ping(): Promise<void> {
    await sql`select 1`.execute(this.database);
  }

  /** Counts by state, for the console and for a run that waits until all is done. */
  async countByState(): Promise<Record<string, number>> {
    const rows = await this.database
      .selectFrom('delivery')
      .select(['state', sql<string>`count(*)`.as('count')])
      .groupBy('state')
      .execute();
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
  }
}

async function writeState(tx: Tx, delivery: ClaimedDelivery, outcome: Outcome): Promise<boolean> {
  const failed = outcome.is === 'delivered' ? undefined : outcome;
  const retry = outcome.is === 'retry' ? outcome : undefined;
  const state = retry ? (retry.mayExist ? 'sending' : 'pending') : outcome.is;
  const { rows } = await sql`
    update bridge.delivery set
      state = ${state}, 
      not_before = now() + ${retry?.pauseMs ?? 0} * interval '1 millisecond',
      last_backoff_ms = ${retry?.pauseMs ?? null}::int,
      first_sent_at = case when ${state} = 'pending' then null else first_sent_at end,
      last_error_kind = ${failed?.kind ?? null}::text, last_error_text = ${failed?.reason ?? null}::text,
      settled_at = case when ${state} in ('delivered', 'dead') then now() end
    where id = ${delivery.id} and fence = ${delivery.fence} and state = 'sending'
    returning id`.execute(tx);
  return rows.length === 1;
}

async function writeAttempt(tx: Tx, delivery: ClaimedDelivery, outcome: Outcome, record: AttemptRecord): Promise<void> {
  const failed = outcome.is === 'delivered' ? undefined : outcome;
  await tx
    .insertInto('attempt')
    .values({
      delivery_id: delivery.id,
      number: delivery.attempt,
      started_at: record.startedAt,
      ended_at: record.endedAt,
      outcome: outcome.is === 'delivered' && outcome.adopted ? 'adopted' : outcome.is,
      error_kind: failed?.kind ?? null,
      error_text: failed?.reason ?? null,
      exchanges: JSON.stringify(record.exchanges).replaceAll('\\u0000', ''),
      worker: record.worker,
    })
    .execute();
}

async function writeCase(tx: Tx, delivery: ClaimedDelivery, caseRef: CaseRef): Promise<void> {
  await sql`
    insert into bridge.crm_case (connection, case_ref, request_id, created_at)
    values (${delivery.connection}, ${caseRef}, ${delivery.requestId}, now())
    on conflict (connection, case_ref) do nothing`.execute(tx);
  await sql`update bridge.service_request set updated_at = greatest(updated_at, now()) where id = ${delivery.requestId}`.execute(
    tx,
  );
}

function toClaimed(row: DeliveryRow & { may_exist: boolean }): ClaimedDelivery {
  return {
    id: row.id,
    requestId: row.request_id,
    connection: row.connection,
    fence: row.fence,
    attempt: row.attempts,
    mayExist: row.may_exist,
    firstSentAt: row.first_sent_at!,
    createdAt: row.created_at,
    lastBackoffMs: row.last_backoff_ms ?? undefined,
  };
}
