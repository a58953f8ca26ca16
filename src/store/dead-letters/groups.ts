import { sql } from 'kysely';
import type { DeliveryState, FailureKind } from '../../domain/delivery.js';
import type { Database } from '../database.js';
import { type DeliveryFilter, whereOf } from './delivery-filter.js';

/** Deliveries of one connection that failed the same way. */
export interface DeliveryGroup {
  readonly connection: string;
  readonly state: DeliveryState;
  readonly kind: FailureKind | null;
  /** Its beginning; null where groups are not told apart by it. */
  readonly reason: string | null;
  readonly count: number;
  readonly oldest: Date;
  /** Ids of the oldest of them. */
  readonly samples: readonly string[];
}

export interface DeliveryGroups {
  readonly total: number;
  /** The largest ones. */
  readonly groups: readonly DeliveryGroup[];
  /** How many groups there are besides. */
  readonly more: number;
}

const REASON_CHARACTERS = 120;
const SAMPLES = 3;

/** How many there are, and what they died of. */
export async function groupDeliveries(
  database: Database,
  filter: DeliveryFilter,
  { byReason, limit }: { readonly byReason: boolean; readonly limit: number },
): Promise<DeliveryGroups> {
  const reason = byReason ? sql`left(d.last_error_text, ${sql.lit(REASON_CHARACTERS)})` : sql`null::text`;
  const { rows } = await sql<Omit<DeliveryGroup, 'count'> & { count: string; groups: string; total: string }>`
    with found as (
      select d.id, d.connection, d.state, d.last_error_kind as kind, ${reason} as reason, d.created_at
      from bridge.delivery d join bridge.service_request r on r.id = d.request_id where ${whereOf(filter)})
    select connection, state, kind, reason, count(*) as count, min(created_at) as oldest,
      (array_agg(id order by created_at, id))[1:${sql.lit(SAMPLES)}] as samples, count(*) over () as groups, sum(count(*)) over () as total
    from found group by connection, state, kind, reason order by count(*) desc, connection, state, kind, reason limit ${limit}`.execute(
    database,
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    groups: rows.map(({ connection, state, kind, reason: text, count, oldest, samples }) => {
      return { connection, state, kind, reason: text, count: Number(count), oldest, samples };
    }),
    more: Number(rows[0]?.groups ?? 0) - rows.length,
  };
}
