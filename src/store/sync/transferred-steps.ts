import { sql } from 'kysely';
import { CASE_POSITION } from '../../domain/delivery.js';
import type { Tx } from '../database.js';

/** A report that goes on at another connection. */
interface Moved {
  readonly requestId: string;
  readonly from: string;
  readonly to: string;
}

/**
 * What residents wrote and the CRM has certainly not got, since it was not sent yet or was refused, goes to the other connection, behind its case. What may
 * have arrived stays: there nobody has to look for it twice. The report's own pictures follow the new case by themselves.
 */
export async function moveWaitingSteps(tx: Tx, { requestId, from, to }: Moved): Promise<void> {
  const reason = `the case was transferred to ${to}: this goes there instead`;
  await sql`
    with moved as (
      update bridge.delivery set state = 'cancelled', blocked = false, settled_at = now(), last_error_kind = null, last_error_text = ${reason},
        claimed_by = null, claimed_at = null
      where request_id = ${requestId} and connection = ${from} and position > ${CASE_POSITION}::int and state in ('pending', 'dead') returning *)
    insert into bridge.delivery as d (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, blocked, update_id,
      media_id, trace_parent)
    select gen_random_uuid(), request_id, ${to}::text, step, position, 'required', 'pending', 0, 0, now(), now(), true, update_id, media_id, trace_parent
    from moved where update_id is not null
    on conflict (request_id, connection, position) do update set state = 'pending', blocked = true, not_before = now(), first_failed_at = null,
      last_backoff_ms = null, last_error_kind = null, last_error_text = null, settled_at = null
      where d.state = 'cancelled'`.execute(tx);
}
