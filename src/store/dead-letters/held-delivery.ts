import type { Database, Tx } from '../database.js';
import { type LaneStep, lockLane } from '../lane.js';
import type { DeliveryRow } from '../tables.js';
import { ActRefused } from './act-refused.js';

/** A delivery and its lane, which nobody else changes until the transaction ends. */
export interface HeldDelivery {
  readonly tx: Tx;
  readonly row: DeliveryRow;
  readonly lane: readonly LaneStep[];
  /** Which report it is of, for messages. */
  readonly request: string;
}

/** @param id of a delivery that there is. */
export async function holding<T>(database: Database, id: string, work: (held: HeldDelivery) => Promise<T>): Promise<T> {
  return database.transaction().execute(async (tx) => {
    const { request_id, connection, public_id } = await tx
      .selectFrom('delivery')
      .innerJoin('service_request', 'service_request.id', 'delivery.request_id')
      .select(['request_id', 'connection', 'public_id'])
      .where('delivery.id', '=', id)
      .executeTakeFirstOrThrow();
    const lane = await lockLane(tx, request_id, connection);
    const row = await tx.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    return work({ tx, row, lane, request: public_id });
  });
}

/** @throws ActRefused while a worker has it: what its call comes to is not known yet. */
export function refuseInHands({ id, claimed_by, not_before }: DeliveryRow): void {
  if (claimed_by === null || not_before <= new Date()) return;
  throw new ActRefused(`${id} is being sent just now by ${claimed_by}: ask again after ${not_before.toISOString()}`);
}

/** @throws ActRefused for what is done with. */
export function refuseSettled({ id, state }: DeliveryRow): void {
  if (state !== 'delivered' && state !== 'cancelled') return;
  throw new ActRefused(`${id} is ${state}, and that is final: open311-bridge deliveries show ${id} tells what happened`);
}
