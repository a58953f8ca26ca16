import { type Selectable, sql } from 'kysely';
import { PERSONAL_FIELDS, type PersonalField, reporterFrom } from '../domain/personal-data.js';
import { picturePath, type PictureState } from '../domain/picture.js';
import type { PostedStatus, ServiceRequest } from '../domain/service-request.js';
import { Batcher } from './batcher.js';
import type { Database } from './database.js';
import { OFTEN } from './preparing-client.js';
import type { DeliveryRow, ServiceRequestRow, Tables } from './tables.js';

/** What people wrote in this request was taken out: there is nothing left to deliver. */
export class RequestErased extends Error {
  override readonly name = 'RequestErased';
}

/** A client's update, with everything personal. */
export interface UpdateMaterial {
  readonly publicId: string;
  readonly text: string;
  readonly status: PostedStatus;
  readonly writtenAt: Date;
  readonly author: { readonly firstName?: string; readonly lastName?: string; readonly email?: string; readonly phone?: string };
  /** Paths of pictures that are ready or may yet be. */
  readonly mediaPaths: readonly string[];
}

export interface PictureMaterial {
  readonly token: string;
  readonly state: PictureState;
  readonly contentType?: string;
  readonly path: string;
}

const REPORT_COLUMNS = [
  'public_id',
  'jurisdiction_id',
  'service_code',
  'service_name',
  'service_group',
  'description',
  'lat',
  'long',
  'address',
  'address_id',
  'attributes',
  'requested_at',
  'erased_at',
] as const;

interface PictureFile {
  readonly token: string;
  readonly type: string | null;
}

type ReportRow = Pick<ServiceRequestRow, (typeof REPORT_COLUMNS)[number]>;

/** What the steps of a delivery are made of, the personal parts included. */
export class MaterialStore {
  private readonly requests: Batcher<string, RequestRow | undefined>;

  constructor(private readonly database: Database) {
    this.requests = new Batcher((ids) => requestsOf(database, ids));
  }

  /**
   * A report as this delivery sends it, with what an operator changed for it. `mediaUrls` are paths. What several deliveries ask for at about the same
   * time comes in one round trip.
   * @throws RequestErased
   */
  async request(deliveryId: string): Promise<ServiceRequest> {
    const row = await this.requests.ask(deliveryId);
    if (!row || row.erased_at) throw new RequestErased('the request was erased');
    return {
      ...toReport(row),
      ...row.overrides,
      mediaUrls: (row.pictures ?? []).map(({ token, type }) => picturePath(token, type)),
      reporter: reporterFrom((field) => row[field]),
    };
  }

  /** @throws RequestErased */
  async update(updateId: string): Promise<UpdateMaterial> {
    const row = await this.database
      .selectFrom('client_update')
      .innerJoin('service_request', 'service_request.id', 'client_update.request_id')
      .leftJoin('update_author', 'update_author.update_id', 'client_update.id')
      .select([
        'client_update.public_id',
        'client_update.description',
        'client_update.status',
        'event_at',
        'erased_at',
        'request_id',
      ])
      .select(['first_name', 'last_name', 'email', 'phone'])
      .where('client_update.id', '=', updateId)
      .executeTakeFirst();
    if (!row || row.erased_at) throw new RequestErased('the request was erased');
    return {
      publicId: row.public_id,
      text: row.description,
      status: row.status,
      writtenAt: row.event_at,
      author: authorOf(row),
      mediaPaths: await this.paths(row.request_id, updateId),
    };
  }

  /** Undefined when it is gone. */
  async picture(mediaId: string): Promise<PictureMaterial | undefined> {
    const row = await this.database
      .selectFrom('media')
      .select(['token', 'state', 'content_type'])
      .where('id', '=', mediaId)
      .executeTakeFirst();
    return (
      row && {
        token: row.token,
        state: row.state,
        contentType: row.content_type ?? undefined,
        path: picturePath(row.token, row.content_type),
      }
    );
  }

  private async paths(requestId: string, updateId: string): Promise<string[]> {
    const media = await this.database
      .selectFrom('media')
      .select(['token', 'content_type'])
      .where('request_id', '=', requestId)
      .where('update_id', '=', updateId)
      .where('state', '<>', 'failed')
      .orderBy('position')
      .execute();
    return media.map(({ token, content_type }) => picturePath(token, content_type));
  }
}

type AuthorRow = { [K in 'first_name' | 'last_name' | 'email' | 'phone']: Selectable<Tables['update_author']>[K] };

function authorOf({ first_name, last_name, email, phone }: AuthorRow): UpdateMaterial['author'] {
  return {
    firstName: first_name ?? undefined,
    lastName: last_name ?? undefined,
    email: email ?? undefined,
    phone: phone ?? undefined,
  };
}

function toReport(row: ReportRow) {
  return {
    id: row.public_id,
    jurisdictionId: row.jurisdiction_id,
    serviceCode: row.service_code,
    serviceName: row.service_name,
    group: row.service_group ?? undefined,
    description: row.description ?? undefined,
    point: row.lat === null || row.long === null ? undefined : { lat: row.lat, long: row.long },
    address: row.address ?? undefined,
    addressId: row.address_id ?? undefined,
    attributes: row.attributes,
    requestedAt: row.requested_at,
  };
}

type RequestRow = ReportRow & { readonly [K in PersonalField]: string | null } & {
  readonly delivery_id: string;
  readonly overrides: DeliveryRow['overrides'];
  readonly pictures: readonly PictureFile[] | null;
};

const COLUMNS = sql.raw([...REPORT_COLUMNS.map((name) => `r.${name}`), ...Object.values(PERSONAL_FIELDS)].join(', '));

/** In the order of the deliveries; undefined where one is gone. As text: built anew for every few reports, a query costs more than its answer. */
async function requestsOf(database: Database, deliveryIds: readonly string[]) {
  const { rows } = await sql<RequestRow>`${OFTEN}
    select d.id as delivery_id, overrides, ${COLUMNS}, (
        select json_agg(json_build_object('token', token, 'type', content_type) order by position) from bridge.media
        where media.request_id = r.id and update_id is null and state <> 'failed') as pictures
    from bridge.delivery d join bridge.service_request r on r.id = d.request_id left join bridge.reporter on reporter.request_id = r.id
    where d.id = any(${deliveryIds}::uuid[])`.execute(database);
  const byId = new Map(rows.map((row) => [row.delivery_id, row]));
  return deliveryIds.map((id) => byId.get(id));
}
