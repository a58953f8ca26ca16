import { sql } from 'kysely';
import type { Canary } from '../domain/canary.js';
import type { Database } from './database.js';
import { withoutNulls } from './without-nulls.js';

/** A canary with null for what is absent. */
export type CanaryRow = { readonly [K in keyof Canary]: unknown };

/** A round trip that went well. */
export interface RoundTrip {
  readonly connection: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** Of `k`, the canary, `r`, its request, and `c`, its case. */
export const CANARY_COLUMNS = sql`k.id, k.connection, r.public_id as "publicId", k.started_at as "startedAt", k.deadline_at as "deadlineAt", k.made_at as "madeAt",
  c.case_ref as "caseRef", k.seen_at as "seenAt", k.close_sent_at as "closeSentAt", k.ended_at as "endedAt", k.outcome, k.detail`;
export const FROM_CANARY = sql`from bridge.canary k join bridge.service_request r on r.id = k.request_id
  left join lateral (select * from bridge.crm_case c where c.request_id = r.id and c.connection = k.connection order by c.created_at desc limit 1) c on true`;

/** How the canaries fared. */
export class CanaryFiguresStore {
  constructor(private readonly database: Database) {}

  /** The last that ended and the one that is under way, of each of these connections that has any. */
  async latest(connections: readonly string[]): Promise<Canary[]> {
    const { rows } = await sql<CanaryRow>`
      select ${CANARY_COLUMNS} ${FROM_CANARY} where k.id in (
        select last.id from unnest(${[...connections]}::text[]) n (connection), lateral (
          (select id from bridge.canary where connection = n.connection and ended_at is null)
          union all
          (select id from bridge.canary where connection = n.connection and ended_at is not null order by started_at desc limit 1)) last)
      order by k.id`.execute(this.database);
    return rows.map((row) => withoutNulls(row) as Canary);
  }

  async find(publicId: string): Promise<Canary | undefined> {
    const { rows } =
      await sql<CanaryRow>`select ${CANARY_COLUMNS} ${FROM_CANARY} where r.public_id = ${publicId} and r.canary`.execute(
        this.database,
      );
    return rows[0] && (withoutNulls(rows[0]) as Canary);
  }

  /** The last that ended well, of each of these connections that has any. */
  async lastWell(connections: readonly string[]): Promise<RoundTrip[]> {
    const { rows } = await sql<RoundTrip>`
      select n.connection, last.started_at as "startedAt", last.ended_at as "endedAt" from unnest(${[...connections]}::text[]) n (connection), lateral (
        select started_at, ended_at from bridge.canary where connection = n.connection and outcome = 'ok' order by started_at desc limit 1) last`.execute(
      this.database,
    );
    return rows;
  }
}
