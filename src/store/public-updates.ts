import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { DetailedStatus, RequestStatus } from '../domain/service-request.js';
import type { Database, Tx } from './database.js';
import { OFTEN } from './preparing-client.js';

/** A change that the public may know of. */
export interface NewPublicUpdate {
  readonly requestId: string;
  /** Where it came from, and what tells it from all else that came from there. */
  readonly source: string;
  readonly sourceId: string;
  readonly status: RequestStatus;
  readonly detailedStatus: DetailedStatus;
  readonly description?: string;
  readonly mediaUrls: readonly string[];
  readonly externalStatusCode?: string;
  readonly customerReference?: string;
  readonly eventAt: Date;
}

/**
 * An update is stamped this much ahead of its commit and shown from its stamp on. So whoever asks for a window that ends now gets
 * all there will ever be in it, and nobody who asks for windows end to end misses one (contract section 16.1).
 */
const COMMIT_MARGIN_MS = 3_000;

/** Inside the changes' own transaction; not public before `publish`. @returns the rows of those that were not known. */
export async function insertUpdates(tx: Tx, updates: readonly NewPublicUpdate[]): Promise<string[]> {
  if (updates.length === 0) return [];
  const { rows } = await sql<{ id: string }>`${OFTEN}
    insert into bridge.request_update (request_id, jurisdiction_id, public_id, source, source_id, status, detailed_status, description,
      media_urls, external_status_code, customer_reference, event_at, available_at)
    select r.id, r.jurisdiction_id, u."publicId", u.source, u."sourceId", u.status, u."detailedStatus", u.description, u."mediaUrls",
      u."externalStatusCode", u."customerReference", u."eventAt", 'infinity'
    from jsonb_to_recordset(${JSON.stringify(updates.map((each) => ({ ...each, publicId: publicIdOf(each) })))}::jsonb) as u ("requestId" bigint,
      "publicId" text, source text, "sourceId" text, status text, "detailedStatus" text, description text, "mediaUrls" text[],
      "externalStatusCode" text, "customerReference" text, "eventAt" timestamptz)
    join bridge.service_request r on r.id = u."requestId"
    order by u."eventAt"
    on conflict (source, source_id) do nothing returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * Runs a transaction that inserts updates, and stamps them as its last statement. Where the commit then took longer than the stamp
 * allows for, they are stamped anew: who saw them already knows them by their ids.
 * @param work hands back its result and the rows from `insertUpdates`.
 */
export async function publishing<T>(
  database: Database,
  work: (tx: Tx) => Promise<{ result: T; updates: readonly string[] }>,
): Promise<T> {
  let stampedAt = 0;
  const { result, updates } = await database.transaction().execute(async (tx) => {
    const done = await work(tx);
    stampedAt = performance.now();
    await stamp(tx, done.updates);
    return done;
  });
  while (updates.length > 0 && performance.now() - stampedAt >= COMMIT_MARGIN_MS) {
    stampedAt = performance.now();
    await stamp(database, updates);
  }
  return result;
}

/** A whole second, as it is shown (DATE-2); later than the report itself, whatever the clocks say. */
async function stamp(database: Database | Tx, updates: readonly string[]): Promise<void> {
  if (updates.length === 0) return;
  await sql`${OFTEN}
    update bridge.request_update u set available_at = interval '1 second' + date_trunc('second',
      greatest(r.requested_at, clock_timestamp() + ${COMMIT_MARGIN_MS} * interval '1 millisecond'))
    from bridge.service_request r where r.id = u.request_id and u.id = any(${updates}::bigint[])`.execute(database);
}

/** From the content, so that a store brought back from a copy gives the same news the same id, and other news no used one. */
function publicIdOf({ source, sourceId }: NewPublicUpdate): string {
  return `U-${createHash('sha256').update(`${source}/${sourceId}`).digest('hex').slice(0, 32)}`;
}
