import { DateTime } from 'luxon';
import { WEEKDAYS, type Weekday } from './calendar.js';

/** When a city works. */
export interface WorkingTime {
  readonly days: readonly Weekday[];
  /** `HH:MM` in the city's time; `to` is later. */
  readonly from: string;
  readonly to: string;
  /** `YYYY-MM-DD`, or `MM-DD` for every year. */
  readonly holidays: readonly string[];
}

/** How soon a city means to be done with a report: one of them. */
export type ServiceLevel = { readonly workingDays: number } | { readonly workingHours: number } | { readonly hours: number };

/** No city is closed for longer; settings that leave no day open must not keep us for ever. */
const MOST_DAYS = 5 * 366;

/**
 * When a report of this moment is meant to be done. Working days: at the end of the last of so many working days after the day of the report.
 * Working hours: when so many have passed. Hours: by the clock.
 * @param zone IANA name of the city.
 */
export function expectedAt(reportedAt: Date, level: ServiceLevel, working: WorkingTime, zone: string): Date {
  const reported = DateTime.fromJSDate(reportedAt, { zone });
  if ('hours' in level) return reported.plus({ hours: level.hours }).toJSDate();
  if ('workingDays' in level) return afterDays(reported, level.workingDays, working).toJSDate();
  return afterHours(reported, level.workingHours, working).toJSDate();
}

function afterDays(reported: DateTime, count: number, working: WorkingTime): DateTime {
  let day = reported.startOf('day');
  for (let left = count, guard = MOST_DAYS; left > 0 && guard > 0; guard--) {
    day = day.plus({ days: 1 });
    if (isWorkingDay(day, working)) left--;
  }
  return at(day, working.to);
}

function afterHours(reported: DateTime, hours: number, working: WorkingTime): DateTime {
  let left = hours * 3_600_000;
  let day = reported.startOf('day');
  for (let guard = MOST_DAYS; guard > 0; guard--, day = day.plus({ days: 1 })) {
    if (!isWorkingDay(day, working)) continue;
    const from = DateTime.max(reported, at(day, working.from));
    const open = at(day, working.to).toMillis() - from.toMillis();
    if (open >= left) return from.plus({ milliseconds: left });
    left -= Math.max(0, open);
  }
  return day;
}

function isWorkingDay(day: DateTime, { days, holidays }: WorkingTime): boolean {
  const dates = [day.toFormat('yyyy-MM-dd'), day.toFormat('MM-dd')];
  return days.includes(WEEKDAYS[day.weekday - 1]!) && !dates.some((date) => holidays.includes(date));
}

function at(day: DateTime, time: string): DateTime {
  const [hour, minute] = time.split(':').map(Number);
  return day.set({ hour, minute });
}
