import { sql } from 'kysely';
import type { PictureSource, PictureState, PictureType } from '../domain/picture.js';
import type { Database } from './database.js';

/** A picture in one worker's hands. */
export interface ClaimedPicture {
  readonly id: string;
  readonly token: string;
  readonly source: PictureSource;
  readonly sourceUrl?: string;
  /** Number of this attempt, from 1; also the fence: only the newest can write. */
  readonly attempt: number;
  readonly lastBackoffMs?: number;
}

/** What was made. */
export interface MadePicture {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

export type PictureOutcome =
  | { readonly is: 'ready'; readonly made: MadePicture }
  | { readonly is: 'failed'; readonly reason: string }
  | { readonly is: 'retry'; readonly reason: string; readonly pauseMs: number };

interface ClaimedRow {
  readonly id: string;
  readonly token: string;
  readonly source: PictureSource;
  readonly source_url: string | null;
  readonly attempts: number;
  readonly last_backoff_ms: number | null;
}

/** Pictures on their way from waiting to ready or failed. */
export class MediaStore {
  constructor(private readonly database: Database) {}

  /** Takes up to `limit` pictures that are due and in nobody's hands, oldest first; those of an import come last. */
  async claim(limit: number, leaseMs: number): Promise<ClaimedPicture[]> {
    const { rows } = await sql<ClaimedRow>`
      update bridge.media set attempts = attempts + 1, lease_until = now() + ${leaseMs} * interval '1 millisecond'
      where id in (
        select id from bridge.media where state = 'waiting' and not_before <= now() and (lease_until is null or lease_until <= now())
        order by is_backlog, not_before, id limit ${limit} for update skip locked)
      returning id, token, source, source_url, attempts, last_backoff_ms`.execute(this.database);
    return rows.map((row) => ({
      id: row.id,
      token: row.token,
      source: row.source,
      sourceUrl: row.source_url ?? undefined,
      attempt: row.attempts,
      lastBackoffMs: row.last_backoff_ms ?? undefined,
    }));
  }

  /** False when another worker has taken it over since, or its request is gone. */
  async settle(picture: ClaimedPicture, outcome: PictureOutcome): Promise<boolean> {
    const made = outcome.is === 'ready' ? outcome.made : undefined;
    const again = outcome.is === 'retry' ? outcome : undefined;
    const { rows } = await sql`
      update bridge.media set state = ${again ? 'waiting' : outcome.is}, lease_until = null,
        not_before = now() + ${again?.pauseMs ?? 0} * interval '1 millisecond', last_backoff_ms = ${again?.pauseMs ?? null},
        content_type = ${made?.type ?? null}, width = ${made?.width ?? null}, height = ${made?.height ?? null}, bytes = ${made?.bytes ?? null},
        reason = ${outcome.is === 'ready' ? null : outcome.reason}, settled_at = case when ${!again}::boolean then now() end
      where id = ${picture.id} and attempts = ${picture.attempt} and state = 'waiting'
      returning id`.execute(this.database);
    return rows.length > 0;
  }

  /** Gives a picture back as if it had never been taken. */
  async release({ id, attempt }: ClaimedPicture): Promise<void> {
    await sql`update bridge.media set attempts = attempts - 1, lease_until = null
      where id = ${id} and attempts = ${attempt} and state = 'waiting'`.execute(this.database);
  }

  /** A picture that may be shown; undefined for one that is unknown, not ready, or failed. */
  async findReady(token: string): Promise<MadePicture | undefined> {
    const row = await this.database
      .selectFrom('media')
      .select(['content_type', 'width', 'height', 'bytes'])
      .where('token', '=', token)
      .where('state', '=', 'ready')
      .executeTakeFirst();
    return row && { type: row.content_type as PictureType, width: row.width!, height: row.height!, bytes: row.bytes! };
  }

  /** State by token, of those tokens that there are. */
  async statesOf(tokens: readonly string[]): Promise<Map<string, PictureState>> {
    if (tokens.length === 0) return new Map();
    const rows = await this.database.selectFrom('media').select(['token', 'state']).where('token', 'in', tokens).execute();
    return new Map(rows.map(({ token, state }) => [token, state]));
  }
}
