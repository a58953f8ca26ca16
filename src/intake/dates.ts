import type { ShortDates } from '../settings/jurisdiction-settings.js';

/** The widest offsets in use are -12:00 and +14:00. */
const LARGEST_OFFSET_MINUTES = 14 * 60;
const PATTERN = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([Zz]|[+ -]\d\d:?\d\d)?)?$/;

/**
 * Every date form that clients send (DATE-4): zone as `Z`, `+hh:mm`, `+hhmm`, a blank where a plus was decoded away, or none and then
 * the jurisdiction's; fractions dropped; a date alone is the day's first or last second there. Undefined for anything else (DATE-5).
 */
export function parseDate(text: string, timeZone: string, day: 'start' | 'end'): Date | undefined {
  const match = PATTERN.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, date, hour, minute, second, zone] = match;
  const clock =
    hour === undefined ? (day === 'start' ? [0, 0, 0] : [23, 59, 59]) : [Number(hour), Number(minute), Number(second ?? 0)];
  const fields = [Number(year), Number(month), Number(date), ...clock] as const;
  const asUtc = Date.UTC(fields[0], fields[1] - 1, fields[2], clock[0], clock[1], clock[2]);
  const offset = zone === undefined ? undefined : offsetMs(zone);
  if (!isOnCalendar(asUtc, fields) || Number.isNaN(offset)) return undefined;
  const instant = new Date(offset === undefined ? inZone(asUtc, timeZone) : asUtc - offset);
  return instant.getUTCFullYear() > 9999 ? undefined : instant;
}

/** JavaScript rolls 31 February over, and takes the years 0 to 99 for those of the twentieth century; we don't. */
function isOnCalendar(utcMs: number, fields: readonly number[]): boolean {
  const at = new Date(utcMs);
  const shown = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  return [...shown, at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].every((each, index) => each === fields[index]);
}

/** NaN for an offset that no clock has. */
function offsetMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replaceAll(/\D/g, '');
  const [hours, past] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  const minutes = hours * 60 + past;
  if (past > 59 || minutes > LARGEST_OFFSET_MINUTES) return NaN;
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Wall-clock time in a zone as an instant. Asked twice, because the offset at the first guess may be the other side of a change of clocks. */
function inZone(wallMs: number, timeZone: string): number {
  const first = wallMs - zoneOffsetMs(wallMs, timeZone);
  return wallMs - zoneOffsetMs(first, timeZone);
}

function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = clockOf(timeZone).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)!.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(atMs / 1000) * 1000;
}

/** Kept, because making one takes longer than everything else here; there are as many as configured zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const part = 'numeric';
  const parts = { year: part, month: part, day: part, hour: part, minute: part, second: part } as const;
  const clock = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', ...parts });
  clocks.set(timeZone, clock);
  return clock;
}

const SHORT = /^(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d\d)$/;

/** `M/D/YYYY` or `D.M.YYYY`, the year with two digits too, as `YYYY-MM-DD` (POST-13); undefined for anything else. */
export function longDate(text: string, style: ShortDates): string | undefined {
  const match = SHORT.exec(text);
  if (!match || (style === 'M/D/YYYY') !== (match[2] === '/')) return undefined;
  const [, first, , second, year] = match as unknown as string[];
  const [month, day] = style === 'M/D/YYYY' ? [first!, second!] : [second!, first!];
  return `${year!.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
