import { sql } from 'kysely';
import { STEPS_OF_AN_UPDATE } from '../domain/delivery.js';
import type { PostedStatus } from '../domain/service-request.js';
import type { Tx } from './database.js';

/** A client's update, as just kept. */
export interface UpdateToDeliver {
  readonly requestId: string;
  readonly updateId: string;
  /** From 1 within its request. */
  readonly position: number;
  readonly status: PostedStatus;
}

/**
 * The steps that bring a client's update to every connection that its request goes to and that did not transfer it: a note, its pictures, and where it
 * speaks of the status a change of that. They wait until everything before them is done.
 * @returns the connections.
 */
export async function addUpdateSteps(tx: Tx, { requestId, updateId, position, status }: UpdateToDeliver): Promise<string[]> {
  const first = position * STEPS_OF_AN_UPDATE;
  const { rows } = await sql<{ connection: string }>`
    with lane as (
      select connection, role, bool_and(state in ('delivered', 'cancelled')) as is_free from bridge.delivery
      where request_id = ${requestId} and connection in (
        select connection from bridge.delivery where request_id = ${requestId} and step = 'create_case' and state <> 'cancelled')
        and not exists (select 1 from bridge.crm_case c where c.request_id = delivery.request_id and c.connection = delivery.connection
          and c.transferred_to is not null)
      group by connection, role),
    step as (
      select 'add_note' as step, ${first}::int as position, null::bigint as media_id
      union all
      select 'attach_media', ${first}::int + 1 + position, id from bridge.media where update_id = ${updateId} and state <> 'failed'
      union all
      select 'update_case', ${first}::int + ${STEPS_OF_AN_UPDATE}::int - 1, null where ${status !== 'unchanged'}::bool)
    insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, blocked, update_id, media_id)
    select gen_random_uuid(), ${requestId}, lane.connection, step.step, step.position, lane.role, 'pending', 0, 0, now(), now(),
      not (lane.is_free and step.step = 'add_note'), ${updateId}, step.media_id
    from lane cross join step
    returning connection`.execute(tx);
  return [...new Set(rows.map(({ connection }) => connection))];
}
