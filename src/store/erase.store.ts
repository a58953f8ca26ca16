import { type RawBuilder, sql } from 'kysely';
import { writeAudit } from './audit.js';
import type { Database, Tx } from './database.js';
import { ActRefused } from './dead-letters/act-refused.js';
import { cancelSteps } from './dead-letters/cancel.js';

/** What a request holds of what people wrote, in numbers. */
export interface ErasePreview {
  readonly publicId: string;
  readonly jurisdiction: string;
  readonly serviceCode: string;
  readonly erasedAt: Date | null;
  readonly hasReporter: boolean;
  readonly hasDescription: boolean;
  readonly answers: number;
  readonly pictures: number;
  /** What clients posted, and what the CRM said. */
  readonly updates: number;
  readonly attempts: number;
  /** Deliveries that will not go out any more. */
  readonly open: number;
}

const REASON = 'the request was erased';
const OPEN = sql`('pending', 'sending', 'unknown', 'dead')`;

type Found = Omit<ErasePreview, Counted> & { readonly id: string } & Record<Counted, string>;
type Counted = 'answers' | 'pictures' | 'updates' | 'attempts' | 'open';

/** Takes what people wrote out of a request. Service, place, dates, status and case references stay. */
export class EraseStore {
  constructor(private readonly database: Database) {}

  /** @throws ActRefused where there is no such request, or several cities have one. */
  async preview(publicId: string, jurisdiction?: string): Promise<ErasePreview> {
    const { id: _id, ...preview } = await find(this.database, publicId, jurisdiction);
    return preview;
  }

  /**
   * One transaction. Files of pictures are unreachable at once; the bridge that keeps them removes them at its next round.
   * @throws ActRefused as `preview`, and while a worker is sending something of it.
   */
  async erase(publicId: string, jurisdiction: string | undefined, actor: string): Promise<ErasePreview> {
    return this.database.transaction().execute(async (tx) => {
      const { id, ...preview } = await find(tx, publicId, jurisdiction);
      // Deliveries before their request, as whoever writes an outcome does; then those that an update brought meanwhile.
      await cancelOpen(tx, id);
      await sql`select 1 from bridge.service_request where id = ${id} for update`.execute(tx);
      await cancelOpen(tx, id);
      for (const statement of emptied(id)) await statement.execute(tx);
      const subject = `request/${preview.jurisdiction}/${preview.publicId}`;
      await writeAudit(tx, [{ actor, action: 'request.erase', subject, detail: {} }]);
      return preview;
    });
  }
}

async function find(database: Database | Tx, publicId: string, jurisdiction: string | undefined) {
  const { rows } = await sql<Found>`
    select r.id, r.public_id as "publicId", r.jurisdiction_id as jurisdiction, r.service_code as "serviceCode", r.erased_at as "erasedAt",
      exists (select 1 from bridge.reporter where request_id = r.id) as "hasReporter", r.description is not null as "hasDescription",
      jsonb_array_length(r.attributes) as answers, (select count(*) from bridge.media where request_id = r.id and state <> 'failed') as pictures,
      (select count(*) from bridge.client_update where request_id = r.id) + (select count(*) from bridge.request_update where request_id = r.id) as updates,
      (select count(*) from bridge.attempt a join bridge.delivery d on d.id = a.delivery_id where d.request_id = r.id) as attempts,
      (select count(*) from bridge.delivery where request_id = r.id and state in ${OPEN}) as open
    from bridge.service_request r
    where r.public_id = ${publicId} and ${jurisdiction === undefined ? sql`true` : sql`r.jurisdiction_id = ${jurisdiction}`}
    order by r.jurisdiction_id`.execute(database);
  const found = rows[0];
  if (!found) throw new ActRefused(`no request has the id ${publicId}${jurisdiction === undefined ? '' : ` in ${jurisdiction}`}`);
  if (rows.length > 1) {
    throw new ActRefused(
      `several cities have a request ${publicId}: say --jurisdiction ${rows.map((each) => each.jurisdiction).join(' or ')}`,
    );
  }
  const { answers, pictures, updates, attempts, open } = found;
  return {
    ...found,
    answers: Number(answers),
    pictures: Number(pictures),
    updates: Number(updates),
    attempts: Number(attempts),
    open: Number(open),
  };
}

async function cancelOpen(tx: Tx, requestId: string): Promise<void> {
  const { rows } = await sql<{ id: string; busy_until: Date | null }>`
    select id, case when claimed_by is not null and not_before > now() then not_before end as busy_until from bridge.delivery
    where request_id = ${requestId} and state in ${OPEN} order by connection, position for update`.execute(tx);
  const busy = rows.find(({ busy_until }) => busy_until);
  if (busy) {
    throw new ActRefused(`${busy.id} of it is being sent just now: ask again after ${busy.busy_until!.toISOString()}`);
  }
  await cancelSteps(
    tx,
    rows.map(({ id }) => id),
    REASON,
  );
}

/** Row by row of every table that has something of what people wrote. */
function emptied(id: string): RawBuilder<unknown>[] {
  return [
    sql`update bridge.service_request set description = null, address = null, address_id = null, zipcode = null, attributes = '[]', status_notes = null,
      erased_at = coalesce(erased_at, now()), updated_at = greatest(updated_at, now()) where id = ${id}`,
    sql`delete from bridge.reporter where request_id = ${id}`,
    sql`update bridge.media set state = 'failed', source_url = null, reason = ${REASON}, settled_at = coalesce(settled_at, now()) where request_id = ${id}`,
    sql`delete from bridge.update_author where update_id in (select id from bridge.client_update where request_id = ${id})`,
    sql`update bridge.client_update set description = '', attributes = '[]' where request_id = ${id}`,
    sql`update bridge.request_update set description = null, media_urls = '{}' where request_id = ${id}`,
    sql`update bridge.crm_case set news = news - 'notes' - 'mediaUrls' where request_id = ${id}`,
    sql`update bridge.incoming_change i set snapshot = snapshot - 'publicText' - 'reason' - 'mediaUrls', summary = null
      where (connection, case_ref) in (select connection, case_ref from bridge.crm_case where request_id = ${id})
        or public_id = (select public_id from bridge.service_request where id = ${id})`,
    sql`update bridge.delivery set overrides = null, results = null where request_id = ${id}`,
    // One that was applied is empty already.
    sql`update bridge.received_callback c set body = null, headers = '{}', query = '', state = 'failed', last_error = ${REASON},
      claimed_by = null, settled_at = coalesce(c.settled_at, now())
      from bridge.crm_case k join bridge.service_request r on r.id = k.request_id
      where k.request_id = ${id} and c.connection = k.connection and c.state <> 'applied' and c.body is not null
        and (position(convert_to(k.case_ref, 'UTF8') in c.body) > 0 or position(convert_to(r.public_id, 'UTF8') in c.body) > 0)`,
    sql`update bridge.attempt set exchanges = '[]', error_text = null where delivery_id in (select id from bridge.delivery where request_id = ${id})`,
  ];
}
