import { sql } from 'kysely';
import type { AttentionKind } from '../domain/alert.js';
import type { Database } from './database.js';
import { countStale, type StaleCase, staleCases, type StaleWatch } from './stale-cases.js';

/** So many things of one connection that only a person can settle. */
export interface AttentionFigure {
  readonly connection: string;
  readonly kind: AttentionKind;
  readonly count: number;
  /** When the oldest of them came. */
  readonly since: Date;
}

/** What the CRMs told, or did not tell, and a person must see to: read from partial indexes of what waits, whatever else there is. */
export class AttentionStore {
  constructor(private readonly database: Database) {}

  /** Only of connections that have any. @param watches when cases of which connections are stale. */
  async waiting(watches: readonly StaleWatch[]): Promise<AttentionFigure[]> {
    const stale = await countStale(this.database, watches);
    return [...(await this.told()), ...stale.map((each) => ({ ...each, kind: 'stale' as const }))];
  }

  /** Of all these connections, longest silent first. */
  async stale(watches: readonly StaleWatch[], limit: number): Promise<StaleCase[]> {
    const found: StaleCase[] = [];
    for (const watch of watches) found.push(...(await staleCases(this.database, watch, limit)));
    return found.sort((one, other) => one.heardAt.getTime() - other.heardAt.getTime()).slice(0, limit);
  }

  private async told(): Promise<AttentionFigure[]> {
    const { rows } = await sql<Omit<AttentionFigure, 'count'> & { count: string }>`
      select connection, 'changes' as kind, count(*) as count, min(received_at) as since from bridge.incoming_change
        where state = 'waiting' and awaits = 'person' group by connection
      union all
      select connection, 'callbacks', count(*), min(settled_at) from bridge.received_callback
        where state = 'failed' and body is not null group by connection
      union all
      select connection, 'unmapped', count(*), min(first_seen_at) from bridge.unmapped_status group by connection
      union all
      select connection, 'differences', differences, differing_since from bridge.reconciliation where differences > 0
          and next_at > now() - interval '1 day'
      order by kind, connection`.execute(this.database);
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }
}
