import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.js';
import { ActRefused } from './act-refused.js';
import { type HeldDelivery, refuseInHands, refuseSettled } from './held-delivery.js';

/** Not every attempt is known to have made nothing: some have no record, an unknown outcome, or were handed back. */
const MAY_EXIST = sql`(
  exists (select 1 from bridge.attempt a where a.delivery_id = d.id and coalesce(a.error_kind, 'unknown') = 'unknown')
  or (select count(*) from bridge.attempt a where a.delivery_id = d.id) < d.attempts)`;

/** What a retry has any effect on: given up, or waiting for its time. */
export const RETRYABLE: RawBuilder<boolean> = sql`(d.state = 'dead'
  or d.state in ('pending', 'sending') and not d.blocked and (d.claimed_by is null or d.not_before <= now()))`;

/**
 * Due now, with its patience and its pauses begun anew. A dead one whose case may be in the CRM is looked for before anything is sent.
 * @param ids of deliveries that the transaction has locked.
 */
export async function makeDue(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    update bridge.delivery d set
      state = case when d.state = 'dead' and ${MAY_EXIST} then 'sending' when d.state = 'dead' then 'pending' else d.state end,
      blocked = false, not_before = now(), first_failed_at = null, last_backoff_ms = null, settled_at = null
    where d.id = any(${ids}::uuid[]) and ${RETRYABLE}`.execute(tx);
}

/** @throws ActRefused for one that can't be retried. */
export async function retryHeld({ tx, row, lane }: HeldDelivery): Promise<void> {
  refuseSettled(row);
  refuseInHands(row);
  if (row.state === 'unknown') {
    throw new ActRefused(
      `nobody knows whether ${row.id} reached the CRM: look there, then open311-bridge deliveries resolve ${row.id} --adopt REF, --done, --resend or --drop`,
    );
  }
  if (row.blocked) {
    const first = lane.find(({ state }) => state !== 'delivered' && state !== 'cancelled')!;
    throw new ActRefused(`${row.id} waits for an earlier step that is ${first.state}: see to ${first.id} first`);
  }
  await makeDue(tx, [row.id]);
}
