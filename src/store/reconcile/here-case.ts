import { type RawBuilder, sql } from 'kysely';
import type { CaseNews } from '../../domain/case-news.js';
import type { CaseRef } from '../../domain/delivery.js';
import type { DetailedStatus, RequestStatus } from '../../domain/service-request.js';
import type { Database } from '../database.js';

/** A case as the bridge knows it, beside what the public sees of its request. */
export interface HereCase {
  readonly caseRef: CaseRef;
  /** Public id. */
  readonly request: string;
  readonly status: RequestStatus;
  readonly detail: DetailedStatus;
  readonly news: CaseNews | null;
  /** Words of the CRM as last heard. */
  readonly crmStatus: string | null;
  readonly crmReason: string | null;
  readonly crmChangedAt: Date | null;
  readonly seen: readonly string[];
  readonly mergedInto: CaseRef | null;
  /** Null: no delivery is known of it. */
  readonly role: 'required' | 'copy' | null;
  readonly delivery: string | null;
  /** Another connection has the report: what this one says of it is nobody's news. */
  readonly isTransferred: boolean;
  /** Nothing else is waited for before the public status follows it. */
  readonly isOnly: boolean;
  readonly erased: boolean;
  /** Another case of the same request at this connection that goes on. */
  readonly otherRef: CaseRef | null;
}

/** Of `c`, the case, and of `r`, its request. */
export const HERE_CASE: RawBuilder<unknown> = sql`
  c.case_ref as "caseRef", r.public_id as request, r.status, r.detailed_status as detail, c.news, c.crm_status as "crmStatus", c.crm_reason as "crmReason",
  c.crm_changed_at as "crmChangedAt", c.seen, c.merged_into as "mergedInto", r.erased_at is not null as erased,
  c.transferred_to is not null as "isTransferred",
  (select d.role from bridge.delivery d where d.request_id = r.id and d.connection = c.connection and d.position = 1) as role,
  (select d.id from bridge.delivery d where d.request_id = r.id and d.connection = c.connection and d.position = 1) as delivery,
  not exists (select 1 from bridge.delivery d where d.request_id = r.id and d.position = 1 and d.connection <> c.connection and d.role = 'required'
      and d.state not in ('dead', 'cancelled'))
    and not exists (select 1 from bridge.crm_case o where o.request_id = r.id and o.transferred_to is null
      and (o.connection <> c.connection or o.case_ref <> c.case_ref)) as "isOnly",
  (select min(o.case_ref) from bridge.crm_case o where o.request_id = r.id and o.connection = c.connection and o.case_ref <> c.case_ref
    and o.merged_into is null) as "otherRef"`;

/** By the references that a CRM uses, old ones too. @returns reference -> case; unknown ones are not in it. */
export async function knownCases(
  database: Database,
  connection: string,
  refs: readonly CaseRef[],
): Promise<Map<CaseRef, HereCase>> {
  if (refs.length === 0) return new Map();
  const { rows } = await sql<HereCase & { told: CaseRef }>`
    select t.ref as told, ${HERE_CASE} from (select distinct unnest(${[...refs]}::text[]) as ref) t
      left join bridge.case_alias a on a.connection = ${connection} and a.case_ref = t.ref
      join bridge.crm_case c on c.connection = ${connection} and c.case_ref = coalesce(a.current_ref, t.ref)
      join bridge.service_request r on r.id = c.request_id`.execute(database);
  return new Map(rows.map(({ told, ...here }) => [told, here]));
}
