import { sql } from 'kysely';
import type { Database } from './database.js';

/** One thing that happened to a report. */
export interface JourneyEvent {
  readonly at: Date;
  readonly what: string;
  readonly where?: string;
  readonly detail?: string;
}

interface Header {
  readonly id: string;
  readonly jurisdiction_id: string;
  readonly service_name: string;
  readonly status: string;
  readonly status_notes: string | null;
}

export interface Journey {
  readonly publicId: string;
  readonly jurisdictionId: string;
  readonly serviceName: string;
  readonly status: string;
  readonly statusNotes?: string;
  readonly events: readonly JourneyEvent[];
  readonly deliveries: readonly {
    readonly connection: string;
    readonly step: string;
    readonly state: string;
    readonly notBefore: Date;
    readonly caseRef?: string;
    /** It waits for an earlier step. */
    readonly blocked: boolean;
    /** Why it was cancelled. */
    readonly reason?: string;
  }[];
}

/** Everything that is known of one report, in the order in which it happened. Nothing personal. */
export class JourneyStore {
  constructor(private readonly database: Database) {}

  /** By public id, token, the id that it had where it was imported from, or the number that people have for its case; one for each that has it. */
  async find(idOrToken: string): Promise<Journey[]> {
    const { rows } = await sql<Header & { public_id: string }>`
      select id, public_id, jurisdiction_id, service_name, status, status_notes from bridge.service_request
      where public_id = ${idOrToken} or token = ${idOrToken}
        or id in (select request_id from bridge.imported_request where source_id = ${idOrToken})
        or id in (select request_id from bridge.crm_case where customer_reference = ${idOrToken})
      order by jurisdiction_id`.execute(this.database);
    return Promise.all(
      rows.map(async (row) => ({
        publicId: row.public_id,
        jurisdictionId: row.jurisdiction_id,
        serviceName: row.service_name,
        status: row.status,
        statusNotes: row.status_notes ?? undefined,
        events: await this.events(row.id),
        deliveries: await this.deliveries(row.id),
      })),
    );
  }

  private async events(requestId: string): Promise<JourneyEvent[]> {
    const { rows } = await sql<{ at: Date; what: string; place: string | null; detail: string | null }>`
      select requested_at as at, 'accepted' as what, null as place, c.name as detail
        from bridge.service_request r join bridge.api_client c on c.id = r.api_client_id where r.id = ${requestId}
      union all
      select i.imported_at, 'imported', i.source, 'there ' || i.source_id from bridge.imported_request i where i.request_id = ${requestId}
      union all
      select a.started_at, 'attempt ' || a.number || ' at ' || d.step || ' started', d.connection, 'by ' || a.worker
        from bridge.attempt a join bridge.delivery d on d.id = a.delivery_id where d.request_id = ${requestId}
      union all
      select a.ended_at, 'attempt ' || a.number || ' at ' || d.step || ': ' || a.outcome, d.connection, concat_ws(': ', a.error_kind, a.error_text)
        from bridge.attempt a join bridge.delivery d on d.id = a.delivery_id where d.request_id = ${requestId}
      union all
      select copy.created_at, 'copy for the fallback', copy.connection, 'as ' || late.connection || ' had not taken it'
        from bridge.delivery copy join bridge.delivery late on late.id = copy.fallback_of where copy.request_id = ${requestId}
      union all
      select made_at, 'case transferred', from_connection, 'to ' || to_connection || ', which has the report from here on'
        from bridge.case_transfer where request_id = ${requestId}
      union all
      select created_at, 'case known', connection, concat_ws(', for people ', case_ref, customer_reference) from bridge.crm_case where request_id = ${requestId}
      union all
      select created_at, 'picture ' || position + 1 || ' came as ' || source, null, source_url from bridge.media
        where request_id = ${requestId} and update_id is null
      union all
      select coalesce(settled_at, created_at), 'picture ' || position + 1 || ' ' || state, null,
        coalesce(reason, width || ' x ' || height || ' pixels, ' || bytes || ' bytes') from bridge.media
        where request_id = ${requestId} and update_id is null and (state <> 'waiting' or reason is not null)
      union all
      select available_at, 'public status ' || status || ' (' || detailed_status || ')', source, description
        from bridge.request_update where request_id = ${requestId}
      union all
      select u.received_at, 'update ' || u.public_id || ' received: ' || u.status, null, c.name
        from bridge.client_update u join bridge.api_client c on c.id = u.api_client_id where u.request_id = ${requestId}
      union all
      select m.created_at, 'picture ' || m.position + 1 || ' of update ' || u.public_id || ' came as ' || m.source, null, m.source_url
        from bridge.media m join bridge.client_update u on u.id = m.update_id where m.request_id = ${requestId}
      union all
      select coalesce(m.settled_at, m.created_at), 'picture ' || m.position + 1 || ' of update ' || u.public_id || ' ' || m.state, null,
        coalesce(m.reason, m.width || ' x ' || m.height || ' pixels, ' || m.bytes || ' bytes')
        from bridge.media m join bridge.client_update u on u.id = m.update_id
        where m.request_id = ${requestId} and (m.state <> 'waiting' or m.reason is not null)
      union all
      select i.received_at, 'told, ' || case i.state when 'waiting' then 'and waits for a person' else i.state end, i.connection, i.reason
        from bridge.incoming_change i join bridge.crm_case c on c.connection = i.connection and c.case_ref = i.case_ref
        where c.request_id = ${requestId} and i.awaits = 'person'
      order by 1, 2`.execute(this.database);
    return rows.map(({ at, what, place, detail }) => ({ at, what, where: place ?? undefined, detail: detail || undefined }));
  }

  private async deliveries(requestId: string): Promise<Journey['deliveries']> {
    const { rows } = await sql<{
      connection: string;
      step: string;
      state: string;
      not_before: Date;
      blocked: boolean;
      reason: string | null;
      case_ref: string | null;
    }>`
      select d.connection, d.step, d.state, d.not_before, d.blocked, case when d.state = 'cancelled' then d.last_error_text end as reason,
        (select concat_ws(', for people ', c.case_ref, c.customer_reference) from bridge.crm_case c where c.request_id = d.request_id and c.connection = d.connection limit 1) as case_ref
      from bridge.delivery d where d.request_id = ${requestId} order by d.connection, d.position`.execute(this.database);
    return rows.map((row) => ({
      connection: row.connection,
      step: row.step,
      state: row.state,
      notBefore: row.not_before,
      caseRef: row.case_ref ?? undefined,
      blocked: row.blocked,
      reason: row.reason ?? undefined,
    }));
  }
}
