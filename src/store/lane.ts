import { sql } from 'kysely';
import type { DeliveryState } from '../domain/delivery.js';
import type { Tx } from './database.js';

/** One step of a lane: the steps of one request to one connection run one after another. */
export interface LaneStep {
  readonly id: string;
  readonly position: number;
  readonly state: DeliveryState;
  readonly blocked: boolean;
}

/**
 * Holds the steps of a lane still until the transaction ends. Always in the order of their position: whoever writes the outcome of one step holds
 * that one only and asks for later ones, so that nobody waits in a circle. Take it before a step is added to a lane or taken out of its middle.
 */
export async function lockLane(tx: Tx, requestId: string, connection: string): Promise<LaneStep[]> {
  const { rows } = await sql<LaneStep>`
    select id, position, state, blocked from bridge.delivery
    where request_id = ${requestId} and connection = ${connection} order by position for update`.execute(tx);
  return rows;
}

/**
 * After a step was delivered or cancelled: the next one of its lane is due now, if none before it is still open, unknown or dead.
 * @returns the id of the step that may go now.
 */
export async function unblockNext(tx: Tx, requestId: string, connection: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    update bridge.delivery next set blocked = false, not_before = now()
    where next.request_id = ${requestId} and next.connection = ${connection} and next.state = 'pending' and next.blocked
      and not exists (select 1 from bridge.delivery earlier where earlier.request_id = next.request_id
        and earlier.connection = next.connection and earlier.position < next.position
        and earlier.state not in ('delivered', 'cancelled'))
    returning next.id`.execute(tx);
  return rows[0]?.id;
}
