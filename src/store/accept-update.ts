import { createHash, randomBytes } from 'node:crypto';
import type { AttributeAnswer, PostedStatus } from '../domain/service-request.js';
import type { Database, Tx } from './database.js';
import { addUpdateSteps } from './update-steps.js';
import { insertPictures, type NewPicture } from './new-pictures.js';

/** Everything personal of an update. Kept apart, never part of a public read. */
export interface UpdateAuthor {
  readonly title?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly accountId?: string;
}

/** Which update: the client's own id of it, of any length, is its idempotency key. */
export interface UpdateKey {
  /** The request's row. */
  readonly requestId: string;
  readonly apiClientId: string;
  readonly clientUpdateId: string;
}

/** A client's update that passed every check and is to be kept. */
export interface NewUpdate extends UpdateKey {
  /** The client's own id of the request. */
  readonly serviceRequestIdExt?: string;
  readonly status: PostedStatus;
  readonly description: string;
  /** When it was written, as the client says. */
  readonly eventAt: Date;
  readonly receivedAt: Date;
  /** Absent where the client doesn't say. */
  readonly anonymous?: boolean;
  readonly emailAlerts?: boolean;
  readonly pictures: readonly NewPicture[];
  readonly attributes: readonly AttributeAnswer[];
  readonly author: UpdateAuthor;
}

/** What was kept: for an update that had come before, what was kept then. */
export interface AcceptedUpdate {
  readonly publicId: string;
  readonly accountId?: string;
  /** It had come before, and nothing was kept now. */
  readonly isRepeat?: boolean;
  /** Connections that it goes to. */
  readonly connections: readonly string[];
}

/**
 * One update with its author and pictures, inside the caller's transaction, at the next position of its request. Updates of one request wait for
 * each other here, twins too; those of others don't.
 */
export async function acceptUpdate(tx: Tx, update: NewUpdate): Promise<AcceptedUpdate> {
  await tx.selectFrom('service_request').select('id').where('id', '=', update.requestId).forNoKeyUpdate().execute();
  const earlier = await earlierUpdate(tx, update);
  if (earlier) return earlier;
  const publicId = `U-${randomBytes(16).toString('hex')}`;
  const { id: updateId, position } = await insertUpdate(tx, update, publicId);
  await insertAuthor(tx, updateId, update.author);
  await insertPictures(tx, { requestId: update.requestId, updateId }, update.pictures, update.receivedAt);
  const connections = await addUpdateSteps(tx, { requestId: update.requestId, updateId, position, status: update.status });
  return { publicId, accountId: update.author.accountId, connections };
}

/** The first answer again, whatever the update says now. */
export async function earlierUpdate(database: Database | Tx, key: UpdateKey): Promise<AcceptedUpdate | undefined> {
  const row = await database
    .selectFrom('client_update')
    .leftJoin('update_author', 'update_author.update_id', 'client_update.id')
    .select(['public_id', 'update_author.account_id'])
    .where('api_client_id', '=', key.apiClientId)
    .where('request_id', '=', key.requestId)
    .where('client_update_hash', '=', hashOf(key.clientUpdateId))
    .executeTakeFirst();
  return row && { publicId: row.public_id, accountId: row.account_id ?? undefined, isRepeat: true, connections: [] };
}

async function insertUpdate(tx: Tx, update: NewUpdate, publicId: string): Promise<{ id: string; position: number }> {
  const { last } = await tx
    .selectFrom('client_update')
    .select(({ fn }) => fn.max('position').as('last'))
    .where('request_id', '=', update.requestId)
    .executeTakeFirstOrThrow();
  const position = (last ?? 0) + 1;
  const { id } = await tx
    .insertInto('client_update')
    .values({
      request_id: update.requestId,
      position,
      public_id: publicId,
      api_client_id: update.apiClientId,
      client_update_hash: hashOf(update.clientUpdateId),
      client_update_id: update.clientUpdateId,
      service_request_id_ext: update.serviceRequestIdExt ?? null,
      status: update.status,
      description: update.description,
      event_at: update.eventAt,
      received_at: update.receivedAt,
      anonymous: update.anonymous ?? null,
      email_alerts: update.emailAlerts ?? null,
      attributes: JSON.stringify(update.attributes),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, position };
}

async function insertAuthor(tx: Tx, updateId: string, author: UpdateAuthor): Promise<void> {
  const { title, firstName, lastName, email, phone, accountId } = author;
  if (!(title ?? firstName ?? lastName ?? email ?? phone ?? accountId)) return;
  await tx
    .insertInto('update_author')
    .values({
      update_id: updateId,
      title: title ?? null,
      first_name: firstName ?? null,
      last_name: lastName ?? null,
      email: email ?? null,
      phone: phone ?? null,
      account_id: accountId ?? null,
    })
    .execute();
}

function hashOf(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}
