import { sql } from 'kysely';
import type { CaseRef } from '../../domain/delivery.js';
import type { RequestStatus } from '../../domain/service-request.js';
import type { Tx } from '../database.js';
import type { CaseChange } from './case-change.js';

export interface KnownCase {
  readonly case_ref: CaseRef;
  readonly request_id: string;
  readonly crm_status: string | null;
  readonly crm_reason: string | null;
  readonly crm_changed_at: Date | null;
  readonly said: string | null;
  readonly seen: readonly string[];
  readonly merged_into: CaseRef | null;
  readonly news_status: RequestStatus | null;
  readonly role: 'required' | 'copy' | null;
  readonly erased: boolean;
}

/** The reference by which the bridge knows the case: its own, the one that it has now, or the only one of the request that the CRM names. */
export async function resolveCase(tx: Tx, connection: string, { caseRef, requestId }: CaseChange): Promise<CaseRef> {
  const { rows } = await sql<{ case_ref: string | null }>`
    select case_ref from bridge.crm_case where connection = ${connection} and case_ref = ${caseRef}
    union all
    select current_ref from bridge.case_alias where connection = ${connection} and case_ref = ${caseRef}
    union all
    (select min(c.case_ref) from bridge.service_request r join bridge.crm_case c on c.request_id = r.id
    where r.public_id = ${requestId ?? null} and c.connection = ${connection} having count(*) = 1)
    limit 1`.execute(tx);
  return rows[0]?.case_ref ?? caseRef;
}

/** Nobody else writes it until the transaction ends. */
export async function lockCase(tx: Tx, connection: string, caseRef: CaseRef): Promise<KnownCase | undefined> {
  const { rows } = await sql<KnownCase>`
    select c.case_ref, c.request_id, c.crm_status, c.crm_reason, c.crm_changed_at, c.said, c.seen, c.merged_into, c.news ->> 'status' as news_status,
      (select r.erased_at is not null from bridge.service_request r where r.id = c.request_id) as erased,
      (select d.role from bridge.delivery d where d.request_id = c.request_id and d.connection = c.connection and d.position = 1) as role
    from bridge.crm_case c where c.connection = ${connection} and c.case_ref = ${caseRef} for update of c`.execute(tx);
  return rows[0];
}

/**
 * Where each change stands when they are in the order of their requests, so that two connections never wait for each other in a circle; those of one
 * case in the order of their times, one without a time last.
 */
export async function inOrder(tx: Tx, connection: string, changes: readonly CaseChange[]): Promise<number[]> {
  const { rows } = await sql<{ case_ref: string }>`
    select case_ref from bridge.crm_case where connection = ${connection} and case_ref = any(${changes.map(({ caseRef }) => caseRef)}::text[])
    order by request_id`.execute(tx);
  const places = new Map(rows.map(({ case_ref }, place) => [case_ref, place]));
  const place = (index: number) => places.get(changes[index]!.caseRef) ?? rows.length;
  const time = (index: number) => changes[index]!.changedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return [...changes.keys()].sort((a, b) => place(a) - place(b) || time(a) - time(b) || a - b);
}
