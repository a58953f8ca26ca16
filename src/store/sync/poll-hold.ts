import { sql } from 'kysely';
import type { Database } from '../database.js';

/** How long a CRM that refused to tell changes is left alone. In milliseconds. */
export interface PollHold {
  /** 0: it may be asked. */
  readonly forMs: number;
  /** The pause before the last refusal; undefined: it did not refuse. */
  readonly lastPauseMs?: number;
}

export async function pollHold(database: Database, connection: string): Promise<PollHold> {
  const { rows } = await sql<{ for_ms: string | null; last_pause_ms: number | null }>`
    select extract(epoch from greatest(held_until, now()) - now()) * 1000 as for_ms, last_pause_ms
    from bridge.sync_cursor where connection = ${connection}`.execute(database);
  return { forMs: Number(rows[0]?.for_ms ?? 0), lastPauseMs: rows[0]?.last_pause_ms ?? undefined };
}

/** The CRM refuses: it is asked again after the pause, by whichever process. @param reason without secrets. */
export async function holdPolls(database: Database, connection: string, reason: string, pauseMs: number): Promise<void> {
  await sql`
    update bridge.sync_cursor set polled_at = now(), last_error = ${reason}, refused_since = coalesce(refused_since, now()),
      held_until = now() + ${pauseMs}::float8 * interval '1 millisecond', last_pause_ms = ${Math.round(pauseMs)}::int
    where connection = ${connection}`.execute(database);
}
