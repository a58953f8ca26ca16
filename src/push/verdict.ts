import { retryAfterMs } from '../adapter-kit/http-failure.js';
import { nextPauseMs } from '../domain/backoff.js';
import type { Posted } from '../outgoing/post.js';
import type { PushSettings } from '../settings/jurisdiction-settings.js';

export type Verdict =
  | { readonly is: 'sent' }
  | { readonly is: 'dead'; readonly reason: string }
  /** The receiver is not well, or won't let us in: all of its updates wait. */
  | { readonly is: 'away'; readonly reason: string; readonly pauseMs: number };

export interface Try {
  /** Absent: no answer came. */
  readonly posted?: Posted;
  readonly reason: string;
  /** An earlier try may have brought it, and the receiver says that it has it. */
  readonly isKnown: boolean;
  readonly ageMs: number;
  readonly lastBackoffMs?: number;
}

/** Of this update alone, and for good; with any other answer the receiver must be put right, or be waited for. */
const REFUSALS = new Set([400, 405, 406, 409, 410, 411, 413, 414, 415, 422]);

/** What becomes of an update after a try, as with deliveries: decorrelated jitter, `Retry-After`, dead of age. */
export function verdictOn({ posted, reason, isKnown, ageMs, lastBackoffMs }: Try, settings: PushSettings): Verdict {
  if (posted?.ok || isKnown) return { is: 'sent' };
  if (posted && REFUSALS.has(posted.status)) return { is: 'dead', reason };
  if (ageMs > settings.ageLimitMs) return { is: 'dead', reason: `${reason}; given up because of its age` };
  const asked = Math.min(retryAfterMs(posted?.retryAfter, new Date()) ?? 0, settings.ageLimitMs);
  return { is: 'away', reason, pauseMs: Math.max(asked, nextPauseMs(settings, lastBackoffMs)) };
}
