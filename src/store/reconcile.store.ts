import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import type { ReconciledSpan } from '../domain/reconciliation.js';
import type { Database } from './database.js';
import { type HereCase, knownCases } from './reconcile/here-case.js';
import { type NamedRequest, namedRequests } from './reconcile/named-requests.js';
import { standingCases, type Undelivered, undelivered } from './reconcile/standing.js';

/** One connection of one city. */
export interface ReconciledConnection {
  readonly connection: string;
  readonly jurisdiction: string;
}

/** What the bridge knows of a connection's cases, page by page. */
export class ReconcileStore {
  constructor(private readonly database: Database) {}

  standing({ connection, jurisdiction }: ReconciledConnection, span: ReconciledSpan): AsyncGenerator<HereCase[]> {
    return standingCases(this.database, connection, jurisdiction, span);
  }

  undelivered(connection: string, span: ReconciledSpan): AsyncGenerator<Undelivered[]> {
    return undelivered(this.database, connection, span);
  }

  /** By the references that the CRM uses, old ones too; unknown ones are not in it. */
  async known(connection: string, refs: readonly CaseRef[]): Promise<Map<CaseRef, HereCase>> {
    return knownCases(this.database, connection, refs);
  }

  async named(where: ReconciledConnection, publicIds: readonly string[]): Promise<Map<string, NamedRequest>> {
    return namedRequests(this.database, where, publicIds);
  }

  /** Items that were put before a person by a reconciliation or a poll, waiting or settled. @returns those of the given ones that are. */
  async listed(connection: string, itemIds: readonly string[]): Promise<Set<string>> {
    if (itemIds.length === 0) return new Set();
    const { rows } = await sql<{ item_id: string }>`
      select item_id from bridge.incoming_change
      where connection = ${connection} and source in ('poll', 'reconcile') and item_id = any(${[...itemIds]}::text[])`.execute(
      this.database,
    );
    return new Set(rows.map(({ item_id }) => item_id));
  }
}
