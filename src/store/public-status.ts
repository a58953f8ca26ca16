import { sql } from 'kysely';
import type { CaseNews } from '../domain/case-news.js';
import type { Database, Tx } from './database.js';
import { OFTEN } from './preparing-client.js';
import { insertUpdates, type NewPublicUpdate } from './public-updates.js';

interface RequiredCase {
  readonly request_id: string;
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

/** A request to look at anew. */
export interface Followed {
  readonly requestId: string;
  /** The case whose news just came; absent: a delivery was given up. */
  readonly told?: { readonly connection: string; readonly caseRef: string };
}

/**
 * The public status out of the required cases: closed when all of them are, as the last one was; open while any is, as the open one says whose
 * news just came. A required delivery that is dead or cancelled does not count, and a copy never does.
 * @returns the requests of which the public sees a difference, and the rows of their updates for `publishing`.
 */
export async function followRequired(
  tx: Tx,
  followed: readonly Followed[],
): Promise<{ readonly changed: Set<string>; readonly updates: string[] }> {
  const ids = [...new Set(followed.map(({ requestId }) => requestId))];
  // Two connections may close the last two cases at the same instant; the second one waits here and then sees the first.
  const { rows } = await sql<{ id: string; erased: boolean }>`${OFTEN}
    select id, erased_at is not null as erased from bridge.service_request where id = any(${ids}::bigint[]) order by id for update`.execute(
    tx,
  );
  const cases = await requiredCases(tx, ids);
  const isTold = ({ request_id, connection, case_ref }: RequiredCase) =>
    followed.some(
      ({ requestId, told }) => requestId === request_id && told?.connection === connection && told.caseRef === case_ref,
    );
  const shown = rows.flatMap(({ id, erased }) => {
    const each = shownOf(
      cases.filter(({ request_id }) => request_id === id),
      isTold,
    );
    return each && isHeard(each) ? [erased ? withoutTexts(each) : each] : [];
  });
  return writePublic(tx, shown);
}

function shownOf(cases: readonly RequiredCase[], isTold: (each: RequiredCase) => boolean): RequiredCase | undefined {
  const open = cases.filter(({ news }) => news?.status !== 'closed');
  return open.length > 0 ? open.find(isTold) : lastOf(cases, isTold);
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
      and exists (select 1 from bridge.crm_case c where c.request_id = d.request_id and c.connection = ${connection} and c.news ->> 'status' = 'closed' and c.merged_into is null and c.transferred_to is null)
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
async function requiredCases(tx: Tx, requestIds: readonly string[]): Promise<RequiredCase[]> {
  const { rows } = await sql<RequiredCase>`${OFTEN}
    select coalesce(d.request_id, c.request_id) as request_id, coalesce(d.connection, c.connection) as connection, c.case_ref,
      case when p.case_ref is null then c.news else p.news || jsonb_build_object('sourceId', (p.news ->> 'sourceId') || '/' || c.case_ref) end as news,
      case when p.case_ref is null then c.news_at else p.news_at end as news_at
    from (select request_id, connection, role, state from bridge.delivery where request_id = any(${requestIds}::bigint[]) and position = 1) d
    full join (select request_id, connection, case_ref, news, news_at, merged_into from bridge.crm_case where request_id = any(${requestIds}::bigint[])) c
      on c.request_id = d.request_id and c.connection = d.connection
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

async function writePublic(tx: Tx, shown: readonly Heard[]): Promise<{ changed: Set<string>; updates: string[] }> {
  if (shown.length === 0) return { changed: new Set(), updates: [] };
  const states = shown.map(({ request_id: id, news: { status, detail, notes }, news_at }) => ({
    id,
    status,
    detail,
    notes,
    news_at,
  }));
  const { rows } = await sql<{ id: string }>`${OFTEN}
    update bridge.service_request r set status = s.status, detailed_status = s.detail, status_notes = s.notes,
      updated_at = greatest(r.requested_at, s.news_at)
    from jsonb_to_recordset(${JSON.stringify(states)}::jsonb) as s (id bigint, status text, detail text, notes text, news_at timestamptz)
    where r.id = s.id and (r.status, r.detailed_status, coalesce(r.status_notes, '')) is distinct from (s.status, s.detail, coalesce(s.notes, ''))
    returning r.id`.execute(tx);
  const changed = new Set(rows.map(({ id }) => id));
  const updates = await insertUpdates(tx, shown.filter(({ request_id }) => changed.has(request_id)).map(toUpdate));
  return { changed, updates };
}

function toUpdate({ request_id: requestId, connection, news, news_at: eventAt }: Heard): NewPublicUpdate {
  const { status, detail, notes, mediaUrls = [], externalStatusCode, customerReference, sourceId } = news;
  return {
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
  };
}
