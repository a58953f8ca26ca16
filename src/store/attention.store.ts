import { sql } from 'kysely';
import type { AttentionKind } from '../domain/alert.js';
import type { Database } from './database.js';

/** So many things of one connection that only a person can settle. */
export interface AttentionFigure {
  readonly connection: string;
  readonly kind: AttentionKind;
  readonly count: number;
  /** When the oldest of them came. */
  readonly since: Date;
}

/** What came back from the CRMs and waits for a person: read from partial indexes of what waits, whatever else there is. */
export class AttentionStore {
  constructor(private readonly database: Database) {}

  /** Only of connections that have any. */
  async waiting(): Promise<AttentionFigure[]> {
    const { rows } = await sql<Omit<AttentionFigure, 'count'> & { count: string }>`
      select connection, 'changes' as kind, count(*) as count, min(received_at) as since from bridge.incoming_change
        where state = 'waiting' and awaits = 'person' group by connection
      union all
      select connection, 'callbacks', count(*), min(settled_at) from bridge.received_callback
        where state = 'failed' and body is not null group by connection
      union all
      select connection, 'unmapped', count(*), min(first_seen_at) from bridge.unmapped_status group by connection
      order by kind, connection`.execute(this.database);
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }
}
