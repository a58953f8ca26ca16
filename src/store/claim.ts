import { type RawBuilder, sql } from 'kysely';
import type { DeliveryStep } from '../domain/delivery.js';
import type { ServiceRequest } from '../domain/service-request.js';
import type { Database } from './database.js';
import { OFTEN } from './preparing-client.js';
import { type ReportForCrm, REPORT_FOR_CRM, toRequest } from './report-for-crm.js';
import type { DeliveryRow } from './tables.js';

/** A delivery in one worker's hands. Only the holder of the newest `fence` can write its outcome. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly requestId: string;
  /** The request's, which clients and operators know it by. */
  readonly publicId: string;
  readonly connection: string;
  readonly step: DeliveryStep;
  readonly fence: number;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** The CRM may have it already: look before sending. */
  readonly mayExist: boolean;
  /** When something may first have been sent; this attempt's start if nothing was. */
  readonly firstSentAt: Date;
  readonly createdAt: Date;
  /** Of the failures that count towards the age limit. */
  readonly firstFailedAt?: Date;
  readonly lastBackoffMs?: number;
  readonly updateId?: string;
  readonly mediaId?: string;
  /** W3C Trace Context of the POST it comes from. */
  readonly traceParent?: string;
  /** What single calls of this step brought before. */
  readonly results: Readonly<Record<string, unknown>>;
  /** The connection's pace lets the call start only then. */
  readonly startInMs: number;
  /** What `create_case` sends, read along with the claim; `mediaUrls` are paths. Absent: another step, or it was erased. */
  readonly report?: ServiceRequest;
}

export interface Claim {
  readonly connection: string;
  /** Most deliveries to take. */
  readonly room: number;
  /** Of all processes together. */
  readonly callsAtOnce: number;
  /** Least time between the starts of two calls; 0: none. */
  readonly gapMs: number;
  readonly leaseMs: number;
  readonly worker: string;
}

/** Calls are taken this much before their turn, so that a fast pace does not need a round trip each. */
const AHEAD_MS = 100;

type ClaimedRow = DeliveryRow & ReportForCrm & { public_id: string; may_exist: boolean; start_in_ms: string };

/**
 * Takes due deliveries of one connection, oldest first, each with one of the connection's slots: state `sending`, next fence, a lease. Committed
 * before anything is sent (design section 6, step 3). Rows and slots that another process is just taking are passed over. Nothing is taken while the
 * breaker is open or an operator has paused the connection. Whoever had such a delivery before and never wrote an outcome gets the
 * record `cut off` for it.
 */
export async function claimDue(database: Database, claim: Claim): Promise<ClaimedDelivery[]> {
  const { rows } = await claimStatement(claim).execute(database);
  return rows.map(toClaimed);
}

/** Its plan must not read all that waits. */
export function claimStatement(claim: Claim): RawBuilder<ClaimedRow> {
  const { connection, callsAtOnce, worker, room } = claim;
  const lease = sql`now() + ${claim.leaseMs}::float8 * interval '1 millisecond'`;
  return sql<ClaimedRow>`${OFTEN}
    with gate as materialized (${openGate(claim)}),
      free as materialized (
        select slot from bridge.connection_slot cross join gate
        where connection_slot.connection = ${connection} and held_until <= now()
          and slot <= case gate.breaker when 'half_open' then 1 else ${callsAtOnce} end
        order by slot limit (select room from gate) for update of connection_slot skip locked),
      due as materialized (
        select id, state, attempts, claimed_by, claimed_at, not_before, look_first from bridge.delivery
        where connection = ${connection} and state in ('pending', 'sending') and not blocked and not_before <= now()
        order by not_before limit ${sql.lit(powerOfTwo(room))} for update skip locked),
      turn as (select *, row_number() over (order by not_before) as n from due),
      place as (select slot, row_number() over (order by slot) as n from free),
      taken as (
        update bridge.delivery d set state = 'sending', fence = d.fence + 1, attempts = d.attempts + 1,
          first_sent_at = coalesce(d.first_sent_at, now()), claimed_by = ${worker}, claimed_at = now(), not_before = ${lease}
        from turn where d.id = turn.id and turn.n <= (select count(*) from free)
        returning d.*, turn.n, turn.state = 'sending' or turn.look_first as may_exist),
      held as (
        update bridge.connection_slot s set held_by = taken.id, held_until = ${lease}
        from place join taken on taken.n = place.n where s.connection = ${connection} and s.slot = place.slot),
      cut as (
        insert into bridge.attempt (delivery_id, number, started_at, ended_at, outcome, error_kind, error_text, exchanges, worker)
        select id, attempts, claimed_at, now(), 'cut off', 'unknown', 'its worker ended, or was too slow to write what came of it', '[]', claimed_by
        from turn where claimed_by is not null and n <= (select count(*) from free)
        on conflict do nothing),
      pace as (
        update bridge.connection_gate g
        set next_call_at = greatest(g.next_call_at, now()) + (select count(*) from taken) * ${claim.gapMs}::float8 * interval '1 millisecond'
        where g.connection = ${connection} and ${claim.gapMs > 0}::bool and exists (select 1 from taken))
    select taken.*, report.*, greatest(0, gate.wait_ms + (taken.n - 1) * ${claim.gapMs}::float8) as start_in_ms
    from taken cross join gate left join lateral (${reportOf}) report on true order by n`;
}

/** One look by key for each row that was taken: `offset 0` keeps the planner from reading a table for all of them. */
const reportOf = sql`
  select ${REPORT_FOR_CRM} from bridge.service_request r
  left join lateral (select * from bridge.reporter where request_id = r.id and taken.step = 'create_case' offset 0) reporter on true
  where r.id = taken.request_id offset 0`;

/**
 * A limit that the planner can't see makes it read everything that waits. So it stands in the text, in few different ones; what is locked beyond the free
 * slots is let go when the statement ends.
 */
function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, atLeast)));
}

/** Locked where there is a pace to keep, so that two processes do not take the same turn. */
function openGate({ connection, room, gapMs }: Claim): RawBuilder<unknown> {
  const wait = sql`extract(epoch from greatest(next_call_at, now()) - now()) * 1000`;
  const turns = sql`greatest(0, floor((${AHEAD_MS} - ${wait}) / ${gapMs}::float8) + 1)`;
  return sql`
    select breaker, ${gapMs > 0 ? wait : sql`0`}::float8 as wait_ms, ${gapMs > 0 ? sql`least(${room}, ${turns})` : sql`${room}`}::int as room
    from bridge.connection_gate where connection = ${connection} and paused_at is null and breaker <> 'open'
    ${gapMs > 0 ? sql`for update` : sql``}`;
}

function toClaimed(row: ClaimedRow): ClaimedDelivery {
  return {
    id: row.id,
    requestId: row.request_id,
    publicId: row.public_id,
    connection: row.connection,
    step: row.step,
    fence: row.fence,
    attempt: row.attempts,
    mayExist: row.may_exist,
    firstSentAt: row.first_sent_at!,
    createdAt: row.created_at,
    firstFailedAt: row.first_failed_at ?? undefined,
    lastBackoffMs: row.last_backoff_ms ?? undefined,
    updateId: row.update_id ?? undefined,
    mediaId: row.media_id ?? undefined,
    traceParent: row.trace_parent ?? undefined,
    results: row.results ?? {},
    startInMs: Number(row.start_in_ms),
    report: row.step === 'create_case' && !row.erased_at ? toRequest(row) : undefined,
  };
}
