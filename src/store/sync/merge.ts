import { type RawBuilder, sql } from 'kysely';
import type { CaseRef } from '../../domain/delivery.js';
import type { Tx } from '../database.js';
import { OFTEN } from '../preparing-client.js';
import type { CaseChange } from './case-change.js';
import type { KnownCase } from './known-case.js';

export interface ChildCase {
  readonly requestId: string;
  readonly caseRef: CaseRef;
  readonly parentRef: CaseRef;
}

/** A chain of mergers is followed so far. */
const LONGEST_CHAIN = 20;

/**
 * Writes down which case goes on in the place of this one, and the request of that one as the parent. A later change that opens the case and names no
 * other one takes it apart again.
 * @returns whether the case follows another one than before.
 */
export async function merge(tx: Tx, connection: string, known: KnownCase, change: CaseChange): Promise<boolean> {
  if (change.mergedInto === undefined) {
    return known.merged_into !== null && change.public?.status === 'open' ? write(tx, connection, change.caseRef, null) : false;
  }
  const root = await rootOf(tx, connection, change.mergedInto);
  // The CRM turned it round: the one that was merged into this one goes on.
  if (root === change.caseRef) await write(tx, connection, change.mergedInto, null);
  const into = root === change.caseRef ? change.mergedInto : root;
  if (into === change.caseRef || into === known.merged_into) return false;
  await sql`
    update bridge.crm_case set merged_into = ${into} where connection = ${connection} and merged_into = ${change.caseRef} and case_ref <> ${into}`.execute(
    tx,
  );
  return write(tx, connection, change.caseRef, into);
}

/** Cases that were merged into these, in the order of their requests. */
export async function childrenOf(tx: Tx, connection: string, caseRefs: readonly CaseRef[]): Promise<ChildCase[]> {
  const { rows } = await sql<ChildCase>`${OFTEN}
    select c.request_id as "requestId", c.case_ref as "caseRef", c.merged_into as "parentRef" from bridge.crm_case c
    where c.connection = ${connection} and c.merged_into = any(${[...caseRefs]}::text[]) and not exists (select 1 from bridge.delivery d
      where d.request_id = c.request_id and d.connection = c.connection and d.position = 1 and d.role = 'copy')
    order by c.request_id`.execute(tx);
  return rows;
}

async function rootOf(tx: Tx, connection: string, caseRef: CaseRef): Promise<CaseRef> {
  const { rows } = await sql<{ case_ref: string }>`
    with recursive chain (case_ref, depth) as (
      select coalesce((select current_ref from bridge.case_alias where connection = ${connection} and case_ref = ${caseRef}), ${caseRef}), 0
      union all
      select c.merged_into, chain.depth + 1 from chain join bridge.crm_case c on c.connection = ${connection} and c.case_ref = chain.case_ref
      where c.merged_into is not null and chain.depth < ${sql.lit(LONGEST_CHAIN)})
    select case_ref from chain order by depth desc limit 1`.execute(tx);
  return rows[0]!.case_ref;
}

async function write(tx: Tx, connection: string, caseRef: CaseRef, into: CaseRef | null): Promise<true> {
  await sql`update bridge.crm_case set merged_into = ${into} where connection = ${connection} and case_ref = ${caseRef}`.execute(
    tx,
  );
  await nameParents(tx, connection, sql`c.case_ref = ${caseRef} or c.merged_into = ${into}::text`);
  return true;
}

/** Their parents may be known only since they were merged. */
export async function nameParentsOf(tx: Tx, connection: string, children: readonly ChildCase[]): Promise<void> {
  if (children.length === 0) return;
  await nameParents(tx, connection, sql`c.case_ref = any(${children.map(({ caseRef }) => caseRef)}::text[])`);
}

async function nameParents(tx: Tx, connection: string, which: RawBuilder<unknown>): Promise<void> {
  await sql`
    update bridge.service_request r set parent_id = p.request_id
    from bridge.crm_case c left join bridge.crm_case p on p.connection = c.connection and p.case_ref = c.merged_into and p.request_id <> c.request_id
    where c.request_id = r.id and c.connection = ${connection} and (${which}) and r.parent_id is distinct from p.request_id`.execute(
    tx,
  );
}
