import { sql } from 'kysely';
import { FIRST_PICTURE_POSITION } from '../domain/delivery.js';
import type { ClaimedDelivery } from './claim.js';
import type { Tx } from './database.js';

/** One `attach_media` for each picture of the report itself, after its case was made. Repeating it adds nothing. @returns how many. */
export async function addPictureSteps(
  tx: Tx,
  { id, requestId, connection }: Pick<ClaimedDelivery, 'id' | 'requestId' | 'connection'>,
): Promise<number> {
  const { rows } = await sql`
    insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, blocked, media_id)
    select gen_random_uuid(), m.request_id, ${connection}::text, 'attach_media', ${FIRST_PICTURE_POSITION}::int + m.position, d.role, 'pending', 0, 0,
      now(), now(), true, m.id
    from bridge.media m join bridge.delivery d on d.id = ${id}
    where m.request_id = ${requestId} and m.update_id is null and m.state <> 'failed'
    on conflict (request_id, connection, position) do nothing
    returning id`.execute(tx);
  return rows.length;
}
