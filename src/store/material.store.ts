import { type Selectable, sql } from 'kysely';
import { picturePath, type PictureState } from '../domain/picture.js';
import type { PostedStatus, ServiceRequest } from '../domain/service-request.js';
import type { Database } from './database.js';
import { type ReportForCrm, REPORT_FOR_CRM, toRequest } from './report-for-crm.js';
import type { Tables } from './tables.js';

/** What people wrote in this request was taken out: there is nothing left to deliver. */
export class RequestErased extends Error {
  override readonly name = 'RequestErased';
}

/** A client's update, with everything personal. */
export interface UpdateMaterial {
  readonly publicId: string;
  /** The request's. */
  readonly requestId: string;
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
  /** Absent until it is ready. */
  readonly bytes?: number;
}

/** What the steps of a delivery are made of, the personal parts included. */
export class MaterialStore {
  constructor(private readonly database: Database) {}

  /**
   * A report as this delivery sends it, with what an operator changed for it. `mediaUrls` are paths.
   * @throws RequestErased
   */
  async request(deliveryId: string): Promise<ServiceRequest> {
    const { rows } = await sql<ReportForCrm>`
      select overrides, ${REPORT_FOR_CRM}
      from bridge.delivery d join bridge.service_request r on r.id = d.request_id left join bridge.reporter on reporter.request_id = r.id
      where d.id = ${deliveryId}`.execute(this.database);
    const [row] = rows;
    if (!row || row.erased_at) throw new RequestErased('the request was erased');
    return toRequest(row);
  }

  /** @throws RequestErased */
  async update(updateId: string): Promise<UpdateMaterial> {
    const row = await this.database
      .selectFrom('client_update')
      .innerJoin('service_request', 'service_request.id', 'client_update.request_id')
      .leftJoin('update_author', 'update_author.update_id', 'client_update.id')
      .select([
        'client_update.public_id',
        'service_request.public_id as request_public_id',
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
      requestId: row.request_public_id,
      text: row.description,
      status: row.status,
      writtenAt: row.event_at,
      author: authorOf(row),
      mediaPaths: await this.paths(row.request_id, updateId),
    };
  }

  /** Undefined when it is gone. */
  async picture(mediaId: string): Promise<PictureMaterial | undefined> {
    const row = await this.database.selectFrom('media').select(PICTURE_COLUMNS).where('id', '=', mediaId).executeTakeFirst();
    return row && toPicture(row);
  }

  /** Those of the report itself, in their order, without those that could not be made. */
  async pictures(requestId: string): Promise<PictureMaterial[]> {
    const rows = await this.database
      .selectFrom('media')
      .select(PICTURE_COLUMNS)
      .where('request_id', '=', requestId)
      .where('update_id', 'is', null)
      .where('state', '<>', 'failed')
      .orderBy('position')
      .execute();
    return rows.map(toPicture);
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

const PICTURE_COLUMNS = ['token', 'state', 'content_type', 'bytes'] as const;

function toPicture({
  token,
  state,
  content_type,
  bytes,
}: Pick<Selectable<Tables['media']>, (typeof PICTURE_COLUMNS)[number]>): PictureMaterial {
  return {
    token,
    state,
    contentType: content_type ?? undefined,
    path: picturePath(token, content_type),
    bytes: bytes ?? undefined,
  };
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
