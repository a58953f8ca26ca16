import { sql } from 'kysely';
import type { DetailedStatus } from '../domain/service-request.js';
import { type AcceptedUpdate, acceptUpdate, earlierUpdate, type NewUpdate, type UpdateKey } from './accept-update.js';
import type { Database } from './database.js';

/** An update as the public may see it (contract section 16.1). */
export interface PublicUpdate {
  readonly id: string;
  /** Public id of its request. */
  readonly requestId: string;
  readonly serviceCode: string;
  readonly status: DetailedStatus;
  /** When it became available here: a whole second. */
  readonly availableAt: Date;
  readonly description?: string;
  readonly mediaUrls: readonly string[];
  readonly externalStatusCode?: string;
  readonly customerReference?: string;
  /** The request's id at FixMyStreet, where that filed it. */
  readonly fixmystreetId?: string;
}

/** Both bounds inclusive. */
export interface UpdateFilter {
  readonly from: Date;
  readonly to: Date;
  readonly limit: number;
  readonly offset: number;
}

interface PublicUpdateRow {
  readonly public_id: string;
  readonly request_public_id: string;
  readonly service_code: string;
  readonly detailed_status: DetailedStatus;
  readonly available_at: Date;
  readonly description: string | null;
  readonly media_urls: string[];
  readonly external_status_code: string | null;
  readonly customer_reference: string | null;
  readonly fixmystreet_id: string | null;
}

const COLUMNS = sql`u.public_id, r.public_id as request_public_id, r.service_code, u.detailed_status, u.available_at, u.description, u.media_urls,
  u.external_status_code, u.customer_reference,
  jsonb_path_query_first(r.attributes, '$[*] ? (@.code == "fixmystreet_id").values[0]') #>> '{}' as fixmystreet_id`;

/** Updates both ways: what the CRMs said, and what clients posted. */
export class UpdateStore {
  constructor(private readonly database: Database) {}

  /** What the CRMs said, oldest first; nothing of private requests, nothing before its moment (see `public-updates`). */
  async list(
    jurisdictionId: string,
    { from, to, limit, offset }: UpdateFilter,
  ): Promise<{ updates: PublicUpdate[]; more: boolean }> {
    const { rows } = await sql<PublicUpdateRow>`
      select ${COLUMNS} from bridge.request_update u join bridge.service_request r on r.id = u.request_id
      where u.jurisdiction_id = ${jurisdictionId} and not r.private
        and u.available_at >= ${from} and u.available_at <= least(${to}::timestamptz, now())
      order by u.available_at, u.id limit ${limit + 1} offset ${offset}`.execute(this.database);
    return { updates: rows.slice(0, limit).map(toPublic), more: rows.length > limit };
  }

  /** Those that the public may see, by their rows. */
  async ofRows(rowIds: readonly string[]): Promise<Map<string, PublicUpdate>> {
    if (rowIds.length === 0) return new Map();
    const { rows } = await sql<PublicUpdateRow & { id: string }>`
      select u.id, ${COLUMNS} from bridge.request_update u join bridge.service_request r on r.id = u.request_id
      where u.id = any(${rowIds}::bigint[]) and not r.private and u.available_at <= now()`.execute(this.database);
    return new Map(rows.map((row) => [row.id, toPublic(row)]));
  }

  /** The row of a request that this client may comment on: any public one, and private ones that it filed itself. */
  async requestFor(jurisdictionId: string, publicId: string, apiClientId: string): Promise<string | undefined> {
    const row = await this.database
      .selectFrom('service_request')
      .select('id')
      .where('jurisdiction_id', '=', jurisdictionId)
      .where('public_id', '=', publicId)
      .where(({ or, eb }) => or([eb('private', '=', false), eb('api_client_id', '=', apiClientId)]))
      .executeTakeFirst();
    return row?.id;
  }

  /** One transaction: update, author, position. The same client's same update again gives the first answer. */
  async accept(update: NewUpdate): Promise<AcceptedUpdate> {
    return this.database.transaction().execute((tx) => acceptUpdate(tx, update));
  }

  /** What was answered to this update before; undefined when it is new. */
  async acceptedBefore(key: UpdateKey): Promise<AcceptedUpdate | undefined> {
    return earlierUpdate(this.database, key);
  }
}

function toPublic(row: PublicUpdateRow): PublicUpdate {
  return {
    id: row.public_id,
    requestId: row.request_public_id,
    serviceCode: row.service_code,
    status: row.detailed_status,
    availableAt: row.available_at,
    description: row.description ?? undefined,
    mediaUrls: row.media_urls,
    externalStatusCode: row.external_status_code ?? undefined,
    customerReference: row.customer_reference ?? undefined,
    fixmystreetId: row.fixmystreet_id ?? undefined,
  };
}
