import { type RawBuilder, sql } from 'kysely';
import type { DeliveryState } from '../../domain/delivery.js';
import type { ReconciledSpan } from '../../domain/reconciliation.js';
import type { Database } from '../database.js';
import { after, IN_ORDER, POSITION } from '../dead-letters/position.js';
import { HERE_CASE, type HereCase } from './here-case.js';

const PAGE = 500;

/** Where a page ended. The time as text: a Date would lose microseconds. */
interface Place {
  readonly at: string;
  readonly request: string;
  readonly caseRef: string;
}

/** Cases of requests that were filed in the span and not transferred, newest first, a page at a time: public requests first, each by the index of its lists. */
export async function* standingCases(
  database: Database,
  connection: string,
  jurisdiction: string,
  span: ReconciledSpan,
): AsyncGenerator<HereCase[]> {
  for (const kind of [sql<boolean>`not r.private`, sql<boolean>`r.private`])
    for (let behind: Place | undefined; ;) {
      const rows = await page(database, { connection, jurisdiction, span, kind, behind });
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) break;
      behind = { at: last.place, request: last.request, caseRef: last.caseRef };
    }
}

interface Asked {
  readonly connection: string;
  readonly jurisdiction: string;
  readonly span: ReconciledSpan;
  readonly kind: RawBuilder<boolean>;
  readonly behind?: Place;
}

async function page(database: Database, { connection, jurisdiction, span, kind, behind }: Asked) {
  const rest = behind
    ? sql`and r.requested_at <= ${behind.at}::timestamptz
        and (r.requested_at, r.public_id, c.case_ref) < (${behind.at}::timestamptz, ${behind.request}, ${behind.caseRef})`
    : sql``;
  const { rows } = await sql<HereCase & { place: string }>`
    select r.requested_at::text as place, ${HERE_CASE} from bridge.service_request r join bridge.crm_case c on c.request_id = r.id and c.connection = ${connection}
      and c.transferred_to is null
    where r.jurisdiction_id = ${jurisdiction} and ${kind} and r.requested_at between ${span.from} and ${span.to} ${rest}
    order by r.requested_at desc, r.public_id desc, c.case_ref desc limit ${PAGE}`.execute(database);
  return rows;
}

/** A case that was to be made and was not, as far as is known here. */
export interface Undelivered {
  readonly delivery: string;
  readonly request: string;
  readonly state: Extract<DeliveryState, 'unknown' | 'dead'>;
  /** No case of it can be older. */
  readonly since: Date;
}

/** Accepted in the span, oldest first, a page at a time. */
export async function* undelivered(
  database: Database,
  connection: string,
  { from, to }: ReconciledSpan,
): AsyncGenerator<Undelivered[]> {
  for (let place: string | undefined; ;) {
    const { rows } = await sql<Undelivered & { place: string }>`
      select d.id as delivery, r.public_id as request, d.state, coalesce(d.first_sent_at, d.created_at) as since, ${POSITION} as place
      from bridge.delivery d join bridge.service_request r on r.id = d.request_id
      where d.connection = ${connection} and d.state in ('unknown', 'dead') and d.step = 'create_case' and d.created_at between ${from} and ${to}
        and ${after(place)} ${IN_ORDER} limit ${PAGE}`.execute(database);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    place = last.place;
  }
}
