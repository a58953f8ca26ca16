import { DateTime } from 'luxon';
import { type Calendar, closedUntil } from '../domain/calendar.js';
import type { AbsenceRule } from '../settings/alerts-settings.js';

const HOUR = 60 * 60 * 1000;
/** So many moments of a span stand for all of it. */
const SAMPLES = 12;

/** Whether a CRM took reports all the time of the last so many milliseconds: what waits since a closed stretch waits for no fault. */
export function wasOpen(calendar: Calendar, zone: string, spanMs: number, now: Date): boolean {
  const moments = Array.from({ length: SAMPLES + 1 }, (_each, n) => new Date(now.getTime() - (spanMs * n) / SAMPLES));
  return moments.every((moment) => closedUntil(calendar, zone, moment) === undefined);
}

/** Hours between two moments that lie in the span of the day that counts; not more than are needed. @param zone IANA name. */
export function countedHours(from: Date, to: Date, { hours, from: begin, to: end }: AbsenceRule, zone: string): number {
  let counted = 0;
  let day = DateTime.fromJSDate(from, { zone }).startOf('day').minus({ days: 1 });
  for (; day.toMillis() <= to.getTime() && counted < hours * HOUR; day = day.plus({ days: 1 })) {
    const first = at(day, begin);
    const last = end > begin ? at(day, end) : at(day.plus({ days: 1 }), end);
    counted += Math.max(0, Math.min(last, to.getTime()) - Math.max(first, from.getTime()));
  }
  return counted / HOUR;
}

function at(day: DateTime, time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return day.set({ hour, minute }).toMillis();
}
