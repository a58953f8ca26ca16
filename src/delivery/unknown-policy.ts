import type { CaseCandidate } from '../adapter-kit/adapter.js';
import type { CaseRef } from '../domain/delivery.js';
import { metersBetween } from '../domain/distance.js';
import type { Point } from '../domain/service-request.js';
import type { AdoptNearestSettings } from '../settings/jurisdiction-settings.js';

/** The report, as far as the rule looks at it. */
export interface Sought {
  readonly firstSentAt: Date;
  readonly point?: Point;
}

/**
 * The rule `adopt-nearest`: the one case that is near enough in time and place, and not of another service. Undefined where there is none or more than
 * one, and where the CRM tells too little to judge.
 */
export function nearestCase(
  candidates: readonly CaseCandidate[],
  sought: Sought,
  { withinMeters, withinMinutes }: AdoptNearestSettings,
): CaseRef | undefined {
  const near = candidates.filter(
    ({ createdAt, point, sameService }) =>
      sameService !== false && isSoon(createdAt, sought.firstSentAt, withinMinutes) && isClose(point, sought.point, withinMeters),
  );
  return near.length === 1 ? near[0]!.caseRef : undefined;
}

function isSoon(createdAt: Date | undefined, sentAt: Date, withinMinutes: number): boolean {
  return createdAt !== undefined && Math.abs(createdAt.getTime() - sentAt.getTime()) <= withinMinutes * 60_000;
}

function isClose(there: Point | undefined, here: Point | undefined, withinMeters: number): boolean {
  if (withinMeters === 0) return true;
  return there !== undefined && here !== undefined && metersBetween(there, here) <= withinMeters;
}
