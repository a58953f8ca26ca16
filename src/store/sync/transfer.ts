import { sql } from 'kysely';
import { CASE_POSITION } from '../../domain/delivery.js';
import type { Tx } from '../database.js';
import { unblockNext } from '../lane.js';
import { type Followed, followRequired } from '../public-status.js';
import type { WrittenChange } from './judged-change.js';
import { moveWaitingSteps } from './transferred-steps.js';

/** A report that goes on at another connection, as the CRM says that has it now. */
export interface Transfer {
  readonly requestId: string;
  readonly from: string;
  readonly to: string;
  /** When, as the CRM says; when it told it, where it does not. */
  readonly at: Date;
  /** The same was heard before. */
  readonly isAgain: boolean;
}

/** A copy has no report to hand on, nor has a case that goes on in another one. What says the same as before is no news (ADR 35). */
export function transfersOf(connection: string, written: readonly WrittenChange[]): Transfer[] {
  return written.flatMap(({ known, change, eventAt, isSame, isMoved }) => {
    const { transferTo: to, mergedInto } = change;
    if (to === undefined || isSame || mergedInto !== undefined || (known.merged_into !== null && !isMoved)) return [];
    const isAgain = known.transferred_to === to;
    if (known.role === 'copy' && !isAgain) return [];
    const at = new Date(Math.min((eventAt ?? change.toldAt)?.getTime() ?? Infinity, Date.now()));
    return [{ requestId: known.request_id, from: connection, to, at, isAgain }];
  });
}

/** Their cases and deliveries, before the requests are: whoever applies a change, or writes what came of a delivery, takes them in this order, too. */
export async function holdAll(tx: Tx, transfers: readonly Transfer[]): Promise<void> {
  if (transfers.length === 0) return;
  const ids = transfers.map(({ requestId }) => requestId);
  await sql`select 1 from bridge.crm_case where request_id = any(${ids}::bigint[]) order by request_id for update`.execute(tx);
  await sql`
    select 1 from bridge.delivery where request_id = any(${ids}::bigint[])
    order by request_id, connection, position for update`.execute(tx);
}

/**
 * After the public has read the CRM's word of it: the other connection's case counts from now on, and this one's no more.
 * @param updates takes the rows of public updates, for `publishing`.
 * @returns the requests of which the public sees a difference by that.
 */
export async function transferAll(tx: Tx, transfers: readonly Transfer[], updates: string[]): Promise<Set<string>> {
  const heard: Followed[] = [];
  for (const each of transfers) {
    if (each.isAgain) await sayAgain(tx, each);
    else if (await note(tx, each)) heard.push(...(await transfer(tx, each)));
  }
  if (heard.length === 0) return new Set();
  const followed = await followRequired(tx, heard);
  updates.push(...followed.updates);
  return followed.changed;
}

/** An older word of the other connection, heard later, does not bring it back. */
async function sayAgain(tx: Tx, { requestId, from, to, at }: Transfer): Promise<void> {
  await sql`
    update bridge.case_transfer set told_at = greatest(told_at, ${at})
    where id = (select max(id) from bridge.case_transfer where request_id = ${requestId}) and from_connection = ${from} and to_connection = ${to}`.execute(
    tx,
  );
}

/**
 * @returns false where a later transfer is known already. Nor does a report go to a connection that must not get it: one that was erased, or the bridge's
 * own test report, can only go back to a case that there is.
 */
async function note(tx: Tx, { requestId, from, to, at }: Transfer): Promise<boolean> {
  const { rows } = await sql`
    insert into bridge.case_transfer (request_id, from_connection, to_connection, told_at)
    select r.id, ${from}::text, ${to}::text, ${at}::timestamptz from bridge.service_request r
    where r.id = ${requestId} and not exists (select 1 from bridge.case_transfer t where t.request_id = r.id and t.told_at > ${at})
      and (r.erased_at is null and not r.canary
        or exists (select 1 from bridge.crm_case c where c.request_id = r.id and c.connection = ${to}))
    returning id`.execute(tx);
  return rows.length > 0;
}

/** @returns the case there if it has said anything since. */
async function transfer(tx: Tx, each: Transfer): Promise<Followed[]> {
  const { requestId, from, to } = each;
  await sql`
    update bridge.crm_case set transferred_to = ${to}, ask_at = null where request_id = ${requestId} and connection = ${from}`.execute(
    tx,
  );
  await ensureLanes(tx, each);
  await sql`
    update bridge.delivery set role = case when connection = ${to} then 'required' else 'copy' end
    where request_id = ${requestId} and connection in (${from}, ${to})`.execute(tx);
  await lookFirst(tx, each);
  await moveWaitingSteps(tx, each);
  await unblockNext(tx, requestId, to);
  return takeOver(tx, each);
}

/** A case that is known and was never sent stands in its lane as delivered, as one of an import does. */
async function ensureLanes(tx: Tx, { requestId, from, to }: Transfer): Promise<void> {
  await sql`
    insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, settled_at)
    select gen_random_uuid(), ${requestId}, lane.connection, 'create_case', ${CASE_POSITION}::int, 'copy',
      case when known.is_there then 'delivered' else 'pending' end, 0, 0, now(), now(), case when known.is_there then now() end
    from unnest(array[${from}, ${to}]::text[]) as lane (connection), lateral (
      select exists (select 1 from bridge.crm_case c where c.request_id = ${requestId} and c.connection = lane.connection) as is_there) known
    on conflict (request_id, connection, position) do nothing`.execute(tx);
}

/**
 * The city may have made the case there itself, at any time since the report came in. What was given up there, or taken back, is tried anew.
 */
async function lookFirst(tx: Tx, { requestId, to }: Transfer): Promise<void> {
  await sql`
    update bridge.delivery d set state = 'pending', look_first = true, blocked = false, first_sent_at = least(d.first_sent_at, r.requested_at),
      not_before = case when d.state = 'pending' then d.not_before else now() end, first_failed_at = null, last_backoff_ms = null,
      last_error_kind = null, last_error_text = null, settled_at = null
    from bridge.service_request r
    where r.id = d.request_id and d.request_id = ${requestId} and d.connection = ${to} and d.position = ${CASE_POSITION}::int
      and d.state in ('pending', 'dead', 'cancelled')`.execute(tx);
}

/** What the case there said before it had the report is not how the report stands. */
async function takeOver(tx: Tx, { requestId, to, at }: Transfer): Promise<Followed[]> {
  const { rows } = await sql<{ case_ref: string; is_heard: boolean }>`
    update bridge.crm_case set transferred_to = null, ask_at = now(), news = case when news_at > ${at} then news end,
      news_at = case when news_at > ${at} then news_at end
    where request_id = ${requestId} and connection = ${to} returning case_ref, news_at is not null as is_heard`.execute(tx);
  return rows.flatMap(({ case_ref: caseRef, is_heard }) => (is_heard ? [{ requestId, told: { connection: to, caseRef } }] : []));
}
