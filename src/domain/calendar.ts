import { DateTime, IANAZone } from 'luxon';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** From `from` to `to`, `HH:MM`; over midnight where `to` is not after `from`. */
export interface QuietHours {
  /** The days on which it begins; absent: every day. */
  readonly days?: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

export interface MaintenanceWindow {
  readonly from: Date;
  readonly to: Date;
}

/** When a CRM takes nothing. */
export interface Calendar {
  readonly quietHours: readonly QuietHours[];
  readonly maintenance: readonly MaintenanceWindow[];
}

/** Milliseconds since 1970; `to` is the first moment after it. */
interface Window {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAY_MINUTES = 24 * 60;

/**
 * The end of the whole closed stretch that `now` is in, however many windows it is made of; undefined: open. Where the clock is set back over
 * a time, a window begins the first time it shows and ends the last time; where it is set forward over one, that moment stands for it.
 * @param zone IANA name.
 */
export function closedUntil({ quietHours, maintenance }: Calendar, zone: string, now: Date): Date | undefined {
  if (quietHours.length === 0 && maintenance.length === 0) return undefined;
  const announced = maintenance.map(({ from, to }) => ({ from: from.getTime(), to: to.getTime() }));
  // Hours that leave any time open do so within a fortnight, even when the clock jumps over that time; others must not keep us for ever.
  const horizon = announced.reduce((latest, { to }) => Math.max(latest, to), now.getTime()) + 15 * DAY;
  let end = now.getTime();
  while (end < horizon) {
    const windows = [...announced, ...windowsAround(end, quietHours, IANAZone.create(zone))];
    const until = endAt(end, windows);
    if (until === undefined) break;
    end = until;
  }
  return end > now.getTime() ? new Date(end) : undefined;
}

/** Quiet hours that leave no minute of the week open. */
export function neverOpen(quietHours: readonly QuietHours[]): boolean {
  const closed = new Set<number>();
  for (const { days = WEEKDAYS, from, to } of quietHours) {
    const [begin, end] = [minuteOf(from), minuteOf(to)];
    const length = end > begin ? end - begin : end - begin + DAY_MINUTES;
    for (const day of days)
      for (let n = 0; n < length; n++) closed.add((WEEKDAYS.indexOf(day) * DAY_MINUTES + begin + n) % (7 * DAY_MINUTES));
  }
  return closed.size === 7 * DAY_MINUTES;
}

function endAt(moment: number, windows: readonly Window[]): number | undefined {
  const ends = windows.filter(({ from, to }) => from <= moment && moment < to).map(({ to }) => to);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** Those that begin on the day of this moment or, over midnight, on the day before. */
function windowsAround(moment: number, quietHours: readonly QuietHours[], zone: IANAZone): Window[] {
  const today = DateTime.fromMillis(moment, { zone });
  const dates = [-1, 0].map((days) => DateTime.utc(today.year, today.month, today.day).plus({ days }));
  return dates.flatMap((date) =>
    quietHours
      .filter(({ days = WEEKDAYS }) => days.includes(WEEKDAYS[date.weekday - 1]!))
      .map((hours) => windowOn(date.toMillis(), hours, zone)),
  );
}

/** @param date midnight of the day, as if the city's clock showed UTC. */
function windowOn(date: number, { from, to }: QuietHours, zone: IANAZone): Window {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const nextDay = end > begin ? 0 : DAY_MINUTES;
  return {
    from: Math.min(...momentsOf(date + begin * MINUTE, zone)),
    to: Math.max(...momentsOf(date + (end + nextDay) * MINUTE, zone)),
  };
}

/** When the city's clock shows a time: once, twice, or never, and then the moment at which it jumps over it. */
function momentsOf(shown: number, zone: IANAZone): number[] {
  const offsets = [zone.offset(shown - DAY), zone.offset(shown + DAY)].map((minutes) => minutes * MINUTE);
  const candidates = offsets.map((offset) => shown - offset);
  const moments = candidates.filter((moment) => moment + zone.offset(moment) * MINUTE === shown);
  return moments.length > 0 ? moments : [jumpBetween(Math.min(...candidates), Math.max(...candidates), zone)];
}

/** Between two moments of different offsets, the first that has the later one; to the minute. */
function jumpBetween(before: number, after: number, zone: IANAZone): number {
  const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE;
  if (middle === before) return after;
  return zone.offset(middle) === zone.offset(after) ? jumpBetween(before, middle, zone) : jumpBetween(middle, after, zone);
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}
