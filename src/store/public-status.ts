import { sql } from 'kysely';
import type { CaseNews } from '../domain/case-news.js';
import type { Database, Tx } from './database.js';
import { insertUpdate } from './public-updates.js';

interface RequiredCase {
  readonly connection: string;
  /** Null: the CRM has no case yet. */
  readonly case_ref: string | null;
  /** Null: nothing was heard of it. */
  readonly news: CaseNews | null;
  readonly news_at: Date | null;
}

/** A case with news. */
interface Heard extends RequiredCase {
  readonly news: CaseNews;
  readonly news_at: Date;
}

/**
 * The public status out of the required cases: closed when all of them are, as the last one was; open while any is, as the open one says whose
 * news just came. A required delivery that is dead or cancelled does not count, and a copy never does.
 * @param told the case whose news just came; absent: a delivery was given up.
 * @returns whether the public sees a difference, and the row of its update for `publishing`.
 */
export async function followRequired(
  tx: Tx,
  requestId: string,
  told?: { readonly connection: string; readonly caseRef: string },
): Promise<{ readonly changed: boolean; readonly update?: string }> {
  // Two connections may close the last two cases at the same instant; the second one waits here and then sees the first.
  const { rows } = await sql<{ erased: boolean }>`
    select erased_at is not null as erased from bridge.service_request where id = ${requestId} for update`.execute(tx);
  const cases = await requiredCases(tx, requestId);
  const isTold = (each: RequiredCase) => each.connection === told?.connection && each.case_ref === told.caseRef;
  const open = cases.filter(({ news }) => news?.status !== 'closed');
  const shown = open.length > 0 ? open.find(isTold) : lastOf(cases, isTold);
  return shown && isHeard(shown) ? writePublic(tx, requestId, rows[0]?.erased ? withoutTexts(shown) : shown) : { changed: false };
}

/**
 * Open requests that nothing keeps open any more since a required delivery died or was cancelled: all that is left is closed, some of it at this
 * connection. Later than a week after it only news of a case moves them.
 */
export async function heldOpenByNothing(database: Database, connection: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct r.id from bridge.delivery d join bridge.service_request r on r.id = d.request_id
    where d.step = 'create_case' and d.role = 'required' and d.state in ('dead', 'cancelled') and d.settled_at > now() - interval '7 days'
      and r.status = 'open'
      and exists (select 1 from bridge.crm_case c where c.request_id = d.request_id and c.connection = ${connection} and c.news ->> 'status' = 'closed' and c.merged_into is null)
      and not exists (
        select 1 from bridge.delivery other left join bridge.crm_case c on c.request_id = other.request_id and c.connection = other.connection
        where other.request_id = d.request_id and other.position = 1 and other.role = 'required' and other.state not in ('dead', 'cancelled')
          and coalesce(c.news ->> 'status', 'open') <> 'closed')
    limit ${limit}`.execute(database);
  return rows.map(({ id }) => id);
}

/** The news may be those of the case that this request's was merged into. */
const withoutTexts = ({
  news: { notes: _notes, mediaUrls: _urls, customerReference: _reference, ...news },
  ...shown
}: Heard): Heard => ({
  ...shown,
  news,
});

/**
 * One for each required delivery that may yet come to something, and one for a case that no delivery is known of. A case that was merged into another
 * one that the bridge knows has the news of that one.
 */
async function requiredCases(tx: Tx, requestId: string): Promise<RequiredCase[]> {
  const { rows } = await sql<RequiredCase>`
    select coalesce(d.connection, c.connection) as connection, c.case_ref,
      case when p.case_ref is null then c.news else p.news || jsonb_build_object('sourceId', (p.news ->> 'sourceId') || '/' || c.case_ref) end as news,
      case when p.case_ref is null then c.news_at else p.news_at end as news_at
    from (select connection, role, state from bridge.delivery where request_id = ${requestId} and position = 1) d
    full join (select connection, case_ref, news, news_at, merged_into from bridge.crm_case where request_id = ${requestId}) c
      on c.connection = d.connection
    left join bridge.crm_case p on p.connection = c.connection and p.case_ref = c.merged_into
    where coalesce(d.role, 'required') = 'required' and coalesce(d.state, 'delivered') not in ('dead', 'cancelled')`.execute(tx);
  return rows;
}

const isHeard = (each: RequiredCase): each is Heard => each.news !== null && each.news_at !== null;

/** By the time of the news; of two at the same time the one that just came. */
function lastOf(cases: readonly RequiredCase[], isTold: (each: RequiredCase) => boolean): RequiredCase | undefined {
  const order = (each: Heard) => each.news_at.getTime() + (isTold(each) ? 0.5 : 0);
  return cases.filter(isHeard).sort((a, b) => order(b) - order(a))[0];
}

async function writePublic(tx: Tx, requestId: string, { connection, news, news_at: eventAt }: Heard) {
  const { status, detail, notes, mediaUrls = [], externalStatusCode, customerReference, sourceId } = news;
  const { rows } = await sql`
    update bridge.service_request set status = ${status}, detailed_status = ${detail}, status_notes = ${notes ?? null},
      updated_at = greatest(requested_at, ${eventAt}::timestamptz)
    where id = ${requestId} and (status, detailed_status, coalesce(status_notes, '')) is distinct from (${status}, ${detail}, ${notes ?? ''})
    returning id`.execute(tx);
  if (rows.length === 0) return { changed: false };
  const update = await insertUpdate(tx, {
    requestId,
    source: connection,
    sourceId,
    status,
    detailedStatus: detail,
    description: notes,
    mediaUrls,
    externalStatusCode,
    customerReference,
    eventAt,
  });
  return { changed: true, update };
}
