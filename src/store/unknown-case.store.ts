import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import { jurisdictionOf } from '../domain/connection-id.js';
import type { Database } from './database.js';

/** What is known of a request that a CRM names with a case that the bridge does not know. */
export type NamedRequest =
  /** Its case at this connection is being made, or nobody knows yet whether it was, or it is known since a moment ago. */
  | 'case to come'
  /** It has nothing to do with this connection. */
  | 'elsewhere';

/** Whether a case that the bridge does not know may be one of its own. */
export class UnknownCaseStore {
  constructor(private readonly database: Database) {}

  /** @returns the public ids that are requests of the connection's city, with what is known of each. */
  async named(connection: string, publicIds: readonly string[]): Promise<Map<string, NamedRequest>> {
    if (publicIds.length === 0) return new Map();
    const { rows } = await sql<{ public_id: string; to_come: boolean }>`
      select r.public_id, exists (select 1 from bridge.delivery d
        where d.request_id = r.id and d.connection = ${connection} and d.position = 1 and d.state in ('pending', 'sending', 'unknown'))
        or (select count(*) from bridge.crm_case c where c.request_id = r.id and c.connection = ${connection}) = 1 as to_come
      from bridge.service_request r
      where r.public_id = any(${[...publicIds]}::text[]) and r.jurisdiction_id = ${jurisdictionOf(connection)}`.execute(
      this.database,
    );
    return new Map(rows.map(({ public_id, to_come }) => [public_id, to_come ? 'case to come' : 'elsewhere']));
  }

  /** @returns those that are known by now: what looked for them a moment ago may have looked too early. */
  async known(connection: string, caseRefs: readonly CaseRef[]): Promise<Set<CaseRef>> {
    const refs = [...caseRefs];
    const { rows } = await sql<{ case_ref: CaseRef }>`
      select case_ref from bridge.crm_case where connection = ${connection} and case_ref = any(${refs}::text[])
      union select case_ref from bridge.case_alias where connection = ${connection} and case_ref = any(${refs}::text[])`.execute(
      this.database,
    );
    return new Set(rows.map(({ case_ref }) => case_ref));
  }

  /** When the first of the cases that may have been made without our knowing was sent; undefined: there is none. */
  async inDoubtSince(connection: string): Promise<Date | undefined> {
    const { rows } = await sql<{ since: Date | null }>`
      select min(first_sent_at) as since from bridge.delivery
      where connection = ${connection} and step = 'create_case' and state in ('sending', 'unknown')`.execute(this.database);
    return rows[0]?.since ?? undefined;
  }
}
