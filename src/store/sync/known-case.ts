import { sql } from 'kysely';
import { jurisdictionOf } from '../../domain/connection-id.js';
import type { CaseRef } from '../../domain/delivery.js';
import type { DetailedStatus, RequestStatus } from '../../domain/service-request.js';
import type { Tx } from '../database.js';
import { OFTEN } from '../preparing-client.js';
import type { CaseChange } from './case-change.js';

export interface KnownCase {
  readonly case_ref: CaseRef;
  readonly request_id: string;
  readonly crm_status: string | null;
  readonly crm_reason: string | null;
  readonly crm_changed_at: Date | null;
  readonly last_seen_at: Date | null;
  readonly said: string | null;
  readonly seen: readonly string[];
  readonly merged_into: CaseRef | null;
  readonly news_status: RequestStatus | null;
  readonly news_detail: DetailedStatus | null;
  readonly role: 'required' | 'copy' | null;
  readonly transferred_to: string | null;
  readonly erased: boolean;
}

/** Of a time that is still to come, by a clock that was set back, nothing can be older. */
export const LAST_SEEN = sql`case when c.last_seen_at <= clock_timestamp() then c.last_seen_at end as last_seen_at`;

const COLUMNS = sql`
  c.case_ref, c.request_id, c.crm_status, c.crm_reason, c.crm_changed_at, ${LAST_SEEN}, c.said, c.seen, c.merged_into, c.transferred_to,
  c.news ->> 'status' as news_status, c.news ->> 'detail' as news_detail,
  (select r.erased_at is not null from bridge.service_request r where r.id = c.request_id) as erased,
  (select d.role from bridge.delivery d where d.request_id = c.request_id and d.connection = c.connection and d.position = 1) as role`;

/** Nobody else writes it until the transaction ends. */
export async function lockCase(tx: Tx, connection: string, caseRef: CaseRef): Promise<KnownCase | undefined> {
  const { rows } = await sql<KnownCase>`
    select ${COLUMNS} from bridge.crm_case c where c.connection = ${connection} and c.case_ref = ${caseRef} for update of c`.execute(
    tx,
  );
  return rows[0];
}

/**
 * The cases that changes are about: by their own reference, by the one that they have now, or as the only case of the request that the CRM names. They
 * are locked in the order of their requests, so that two connections never wait for each other in a circle. Found out first, then joined: a join by what is
 * yet to be found out would read all cases.
 * @returns place of the change -> its case; without those of cases that are not known.
 */
export async function lockCases(
  tx: Tx,
  connection: string,
  changes: readonly Pick<CaseChange, 'caseRef' | 'requestId'>[],
): Promise<Map<number, KnownCase>> {
  const { rows } = await sql<KnownCase & { place: string }>`${OFTEN}
    with told as materialized (
      select place, coalesce(
        (select k.case_ref from bridge.crm_case k where k.connection = ${connection} and k.case_ref = given.case_ref),
        (select a.current_ref from bridge.case_alias a where a.connection = ${connection} and a.case_ref = given.case_ref),
        (select min(k.case_ref) from bridge.service_request r join bridge.crm_case k on k.request_id = r.id
          where r.jurisdiction_id = ${jurisdictionOf(connection)} and r.public_id = given.request_id and k.connection = ${connection}
          having count(*) = 1)) as case_ref
      from unnest(${changes.map(({ caseRef }) => caseRef)}::text[], ${changes.map(({ requestId }) => requestId ?? null)}::text[])
        with ordinality as given (case_ref, request_id, place))
    select told.place, ${COLUMNS} from told join bridge.crm_case c on c.connection = ${connection} and c.case_ref = told.case_ref
    order by c.request_id for update of c`.execute(tx);
  return new Map(rows.map(({ place, ...known }) => [Number(place) - 1, known]));
}
