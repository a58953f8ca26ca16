import type { Condition } from '../domain/alert.js';
import type { Canary } from '../domain/canary.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import { wasOpen } from './open-time.js';
import * as words from './words.js';

const MINUTE = 60_000;

/**
 * A round trip that is late, or the last one if that was late or came to nothing. A CRM that was closed, by its calendar, in the meantime is not late.
 * @param canaries of one connection: the last that ended and the one that is under way.
 */
export function canaryCondition(canaries: readonly Canary[], { delivery, timeZone }: ConnectionSettings, now: Date): Condition[] {
  const bad = canaries.toReversed().find((each) => {
    const until = each.endedAt ?? now;
    if (each.outcome === 'failed') return true;
    return until > each.deadlineAt && wasOpen(delivery, timeZone, until.getTime() - each.startedAt.getTime(), until);
  });
  if (!bad) return [];
  const { connection: subject, startedAt, deadlineAt, endedAt } = bad;
  const since = endedAt && endedAt < deadlineAt ? endedAt : deadlineAt;
  const value = ((endedAt ?? now).getTime() - startedAt.getTime()) / MINUTE;
  return [{ key: `canary:${subject}`, rule: 'canary', subject, since, value, counts: false, ...words.canary(bad) }];
}
