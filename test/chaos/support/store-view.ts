import { sql } from 'kysely';
import { type Database, openDatabase } from '../../../src/store/database.js';
import type { DeliveryState, DeliveryStep } from '../../../src/domain/delivery.js';

export interface KeptReport {
  readonly id: string;
  readonly name: string;
}

export interface KeptDelivery {
  readonly id: string;
  readonly reportId: string;
  readonly step: DeliveryStep;
  readonly position: number;
  readonly state: DeliveryState;
  readonly blocked: boolean;
  readonly errorKind: string | null;
  readonly errorText: string | null;
  /** Of the report's case, as the store has it. */
  readonly caseRef: string | null;
  /** Some attempt ended so that the CRM may have got it. */
  readonly doubtful: boolean;
}

/** What a round reads of the bridge's own store. */
export class StoreView {
  readonly database: Database;

  constructor(databaseUrl: string) {
    this.database = openDatabase({ connectionString: databaseUrl }, 2);
  }

  reports(): Promise<KeptReport[]> {
    return this.database
      .selectFrom('service_request')
      .select(['public_id as id', 'description as name'])
      .$castTo<KeptReport>()
      .execute();
  }

  async deliveries(): Promise<KeptDelivery[]> {
    const { rows } = await sql<KeptDelivery>`
      select d.id, r.public_id as "reportId", d.step, d.position, d.state, d.blocked, d.last_error_kind as "errorKind",
        d.last_error_text as "errorText", c.case_ref as "caseRef",
        exists (select 1 from bridge.attempt a where a.delivery_id = d.id and (a.error_kind = 'unknown' or a.outcome = 'cut off')) as doubtful
      from bridge.delivery d join bridge.service_request r on r.id = d.request_id
        left join bridge.crm_case c on c.request_id = d.request_id and c.connection = d.connection
      order by d.request_id, d.position`.execute(this.database);
    return rows;
  }

  /** `failed`: those that a fault hit. */
  async attempts(): Promise<{ attempts: number; failed: number }> {
    const { rows } = await sql<{ attempts: number; failed: number }>`
      select count(*)::int as attempts, count(error_kind)::int as failed from bridge.attempt`.execute(this.database);
    return rows[0]!;
  }

  /** How many deliveries are on their way, and the whole state in a few words. What waits behind a step that needs a person is at rest. */
  async motion(): Promise<{ moving: number; words: string }> {
    const { rows } = await sql<{ words: string; moving: number }>`
      select coalesce(string_agg(format('%s %s: %s', step, word, count), ', ' order by step, word), 'no deliveries') as words,
        coalesce(sum(count) filter (where word in ('pending', 'sending')), 0)::int as moving
      from (select step, case when state = 'pending' and blocked and exists (
                select 1 from bridge.delivery earlier where earlier.request_id = d.request_id and earlier.connection = d.connection
                  and earlier.position < d.position and earlier.state in ('unknown', 'dead')) then 'parked' else state end as word, count(*) as count
            from bridge.delivery d group by 1, 2) states`.execute(this.database);
    return rows[0]!;
  }

  /** Breakers, slots and the last errors of what does not move, for whoever has to find out why. */
  async standstill(): Promise<string> {
    const gates = await sql`select * from bridge.connection_gate`.execute(this.database);
    const slots = await sql`select * from bridge.connection_slot where held_until > now()`.execute(this.database);
    const stuck = await sql`
      select id, step, state, blocked, fence, attempts, not_before, claimed_by, last_error_kind, last_error_text from bridge.delivery
      where state in ('pending', 'sending') order by not_before limit 20`.execute(this.database);
    return [gates, slots, stuck].map(({ rows }) => rows.map((row) => JSON.stringify(row)).join('\n')).join('\n--\n');
  }

  async close(): Promise<void> {
    await this.database.destroy();
  }
}
