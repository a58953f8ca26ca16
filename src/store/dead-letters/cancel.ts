import { sql } from 'kysely';
import type { Tx } from '../database.js';
import { unblockNext } from '../lane.js';
import { ActRefused } from './act-refused.js';
import { type HeldDelivery, refuseInHands, refuseSettled } from './held-delivery.js';

/**
 * Without its case nothing else of a request can be delivered: with a `create_case` its later steps go too. A later step goes alone, and the lane
 * goes on with the next.
 * @returns ids of all that are cancelled now.
 * @throws ActRefused for one that is settled or in a worker's hands.
 */
export async function cancelHeld({ tx, row, lane }: HeldDelivery, reason: string): Promise<string[]> {
  refuseSettled(row);
  refuseInHands(row);
  if (row.step !== 'create_case') {
    await cancelSteps(tx, [row.id], reason);
    await unblockNext(tx, row.request_id, row.connection);
    return [row.id];
  }
  const ids = lane.filter(({ state }) => state !== 'delivered' && state !== 'cancelled').map(({ id }) => id);
  await cancelSteps(tx, ids, reason);
  return ids;
}

/** @param ids of deliveries that the transaction has locked. */
export async function cancelSteps(tx: Tx, ids: readonly string[], reason: string): Promise<void> {
  await sql`
    update bridge.delivery set state = 'cancelled', blocked = false, settled_at = now(), last_error_text = ${reason}, claimed_by = null, claimed_at = null
    where id = any(${ids}::uuid[])`.execute(tx);
}

/** @throws ActRefused for an empty one. */
export function reasonOf(text: string): string {
  if (text.trim() === '') throw new ActRefused('the reason is empty: say in a few words why it is cancelled');
  return text.trim();
}
