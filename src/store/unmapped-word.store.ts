import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import type { Database } from './database.js';

/** Words of a CRM's that no status rule knew when they came. */
export interface UnmappedWord {
  readonly connection: string;
  readonly status: string;
  /** Empty: none was told. */
  readonly reason: string;
  /** How often it was news. */
  readonly seen: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly sampleCaseRef: CaseRef;
}

/** What tells one of them from the others. */
export type WordKey = Pick<UnmappedWord, 'connection' | 'status' | 'reason'>;

/** Those that `SyncStore.recordUnmapped` wrote down. */
export class UnmappedWordStore {
  constructor(private readonly database: Database) {}

  /** By connection and word. */
  async list(connection?: string): Promise<UnmappedWord[]> {
    const { rows } = await sql<UnmappedWord>`
      select connection, crm_status as status, crm_reason as reason, seen, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt",
        sample_case_ref as "sampleCaseRef" from bridge.unmapped_status
      where ${connection ?? null}::text is null or connection = ${connection ?? null}
      order by connection, crm_status, crm_reason`.execute(this.database);
    return rows;
  }

  async forget(words: readonly WordKey[]): Promise<void> {
    await sql`
      delete from bridge.unmapped_status u
      using unnest(${words.map(({ connection }) => connection)}::text[], ${words.map(({ status }) => status)}::text[],
        ${words.map(({ reason }) => reason)}::text[]) as known (connection, status, reason)
      where u.connection = known.connection and u.crm_status = known.status and u.crm_reason = known.reason`.execute(
      this.database,
    );
  }
}
