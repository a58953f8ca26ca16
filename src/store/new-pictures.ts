import type { PictureSource } from '../domain/picture.js';
import type { Tx } from './database.js';

/** A picture as it came in, before anybody has looked at it. */
export interface NewPicture {
  readonly source: PictureSource;
  /** Of its public address, and the name of its file in the storage; minted once. */
  readonly token: string;
  /** What was sent as `media_url`. */
  readonly sourceUrl?: string;
  /** Why it has failed already. */
  readonly failure?: string;
}

/** Inside the transaction of the report or update that they belong to. */
export async function insertPictures(
  tx: Tx,
  owner: { readonly requestId: string; readonly updateId?: string },
  pictures: readonly NewPicture[],
  at: Date,
): Promise<void> {
  if (pictures.length === 0) return;
  const rows = pictures.map(({ source, token, sourceUrl, failure }, position) => ({
    request_id: owner.requestId,
    update_id: owner.updateId ?? null,
    position,
    source,
    source_url: sourceUrl ?? null,
    token,
    state: failure ? ('failed' as const) : ('waiting' as const),
    reason: failure ?? null,
    created_at: at,
    settled_at: failure ? at : null,
  }));
  await tx.insertInto('media').values(rows).execute();
}
