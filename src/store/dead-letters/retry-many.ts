import { sql } from 'kysely';
import { writeAudit } from '../audit.js';
import type { Database } from '../database.js';
import { type DeliveryFilter, whereOf } from './delivery-filter.js';
import { after, IN_ORDER, POSITION } from './position.js';
import { makeDue, RETRYABLE } from './retry.js';

const BATCH = 500;

/**
 * Everything that fits and can be retried, oldest first, a batch a transaction; what dies again meanwhile is not taken a second time. What a worker
 * or another operator holds just now is passed over.
 * @returns how many.
 */
export async function retryMany(database: Database, filter: DeliveryFilter, actor: string): Promise<number> {
  let done = 0;
  for (let position: string | undefined; ;) {
    const batch = await retryBatch(database, filter, position, actor);
    done += batch.count;
    if (batch.last === undefined) return done;
    position = batch.last;
  }
}

async function retryBatch(database: Database, filter: DeliveryFilter, position: string | undefined, actor: string) {
  return database.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string; position: string }>`
      select d.id, ${POSITION} as position from bridge.delivery d join bridge.service_request r on r.id = d.request_id
      where ${whereOf(filter)} and ${RETRYABLE} and ${after(position)} ${IN_ORDER} limit ${BATCH} for update of d skip locked`.execute(
      tx,
    );
    const ids = rows.map(({ id }) => id);
    await makeDue(tx, ids);
    const detail = { filter };
    await writeAudit(
      tx,
      ids.map((id) => ({ actor, action: 'delivery.retry', subject: `delivery/${id}`, detail })),
    );
    return { count: rows.length, last: rows.at(-1)?.position };
  });
}
