import { sql } from 'kysely';
import type { Canary, CanaryUnderWay } from '../domain/canary.js';
import { CASE_POSITION, type DeliveryState } from '../domain/delivery.js';
import type { AttributeAnswer, Point, RequestStatus } from '../domain/service-request.js';
import { CANARY_COLUMNS, type CanaryRow, FROM_CANARY } from './canary-figures.store.js';
import type { Database } from './database.js';
import { leaseConnection } from './sync/lease.js';
import { withoutNulls } from './without-nulls.js';

/** A canary to be sent. */
export interface NewCanary {
  readonly connection: string;
  readonly jurisdictionId: string;
  readonly publicId: string;
  readonly deliveryId: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly group?: string;
  readonly description: string;
  readonly point?: Point;
  readonly address?: string;
  readonly attributes: readonly AttributeAnswer[];
  readonly deadlineMs: number;
  /** Who asked for it; absent: its time had come. */
  readonly startedBy?: string;
}

interface UnderWayRow extends CanaryRow {
  readonly deliveryId: string;
  readonly deliveryState: DeliveryState;
  readonly deliveryError: string | null;
  readonly caseMadeAt: Date | null;
  readonly isHeard: boolean;
  readonly status: RequestStatus;
}

const UNIQUE_VIOLATION = '23505';
const KEPT_DAYS = 30;

/** Reports that the bridge files itself, and how far each came. */
export class CanaryStore {
  constructor(private readonly database: Database) {}

  /** One process sees to a connection's canaries; another takes over when the lease runs out. @returns the number to write under. */
  async lease(connection: string, owner: string, leaseMs: number): Promise<number | undefined> {
    return leaseConnection(this.database, { table: 'canary_lease', connection, owner, leaseMs });
  }

  /** Whether so long has passed since the last one was sent, and none is under way. */
  async isTime(connection: string, everyMinutes: number): Promise<boolean> {
    const { rows } = await sql<{ is_time: boolean }>`
      select not exists (select 1 from bridge.canary where connection = ${connection}
        and (ended_at is null or started_at > now() - ${everyMinutes}::float8 * interval '1 minute'))
      and not exists (select 1 from bridge.connection_gate where connection = ${connection} and paused_at is not null) as is_time`.execute(
      this.database,
    );
    return rows[0]!.is_time;
  }

  /** Request, delivery and canary in one statement. @returns false where one is under way. */
  async start(canary: NewCanary): Promise<boolean> {
    const { connection, point, description } = canary;
    try {
      const { rows } = await sql`
        with request as (
          insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, service_group, description,
            lat, long, address, attributes, status, detailed_status, private, canary, requested_at, updated_at)
          select ${canary.jurisdictionId}, ${canary.publicId}, ${canary.serviceCode}, ${canary.serviceName}, 'realtime', ${canary.group ?? null}::text,
            ${description}, ${point?.lat ?? null}::float8, ${point?.long ?? null}::float8, ${canary.address ?? null}::text,
            ${JSON.stringify(canary.attributes)}::jsonb, 'open', 'open', true, true, now(), now()
          where not exists (select 1 from bridge.canary where connection = ${connection} and ended_at is null) returning id),
        step as (
          insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
          select ${canary.deliveryId}::uuid, id, ${connection}, 'create_case', ${CASE_POSITION}::int, 'required', 'pending', 0, 0, now(), now() from request)
        insert into bridge.canary (connection, request_id, deadline_at, started_by)
        select ${connection}, id, now() + ${canary.deadlineMs}::float8 * interval '1 millisecond', ${canary.startedBy ?? null}::text from request
        returning id`.execute(this.database);
      return rows.length > 0;
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return false;
      throw error;
    }
  }

  async underWay(connection: string): Promise<CanaryUnderWay | undefined> {
    const { rows } = await sql<UnderWayRow>`
      select ${CANARY_COLUMNS}, d.id as "deliveryId", d.state as "deliveryState", d.last_error_text as "deliveryError", c.created_at as "caseMadeAt",
        coalesce(c.crm_status is not null or c.last_seen_at is not null, false) as "isHeard", r.status
      ${FROM_CANARY} join bridge.delivery d on d.request_id = r.id and d.connection = k.connection and d.position = ${CASE_POSITION}::int
      where k.connection = ${connection} and k.ended_at is null`.execute(this.database);
    return rows[0] && (withoutNulls(rows[0]) as CanaryUnderWay);
  }

  /** @param fence of the lease: whoever has an older one writes nothing. @returns whether it was written. */
  async passed(canary: Canary, station: 'made' | 'seen' | 'close sent', fence: number): Promise<boolean> {
    const column = { made: 'made_at', seen: 'seen_at', 'close sent': 'close_sent_at' }[station];
    return this.write(canary, fence, sql`${sql.ref(column)} = coalesce(${sql.ref(column)}, clock_timestamp()), detail = null`);
  }

  /** What it waits for. */
  async waits(canary: Canary, detail: string, fence: number): Promise<boolean> {
    return this.write(canary, fence, sql`detail = ${detail}`);
  }

  async end(canary: Canary, outcome: 'ok' | 'failed', detail: string | undefined, fence: number): Promise<boolean> {
    return this.write(canary, fence, sql`ended_at = clock_timestamp(), outcome = ${outcome}, detail = ${detail ?? null}`);
  }

  /** What ended long ago goes, with its request. */
  async prune(limit: number): Promise<void> {
    await sql`
      delete from bridge.service_request where canary and id in (
        select request_id from bridge.canary where ended_at < now() - ${KEPT_DAYS}::int * interval '1 day' limit ${limit})`.execute(
      this.database,
    );
  }

  private async write({ id, connection }: Canary, fence: number, change: ReturnType<typeof sql>): Promise<boolean> {
    const { rows } = await sql`
      update bridge.canary set ${change} where id = ${id} and ended_at is null
        and exists (select 1 from bridge.canary_lease where connection = ${connection} and fence = ${fence}) returning id`.execute(
      this.database,
    );
    return rows.length > 0;
  }
}
