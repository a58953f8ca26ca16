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
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(date), clock[0], clock[1], clock[2]);
  if (!isOnCalendar(asUtc, [Number(month), Number(date), ...clock])) return undefined;
  return new Date(zone === undefined ? inZone(asUtc, timeZone) : asUtc - offsetMs(zone));
}

/** JavaScript rolls 31 February over; we don't. */
function isOnCalendar(utcMs: number, [month, date, hour, minute, second]: readonly number[]): boolean {
  const at = new Date(utcMs);
  return (
    at.getUTCMonth() + 1 === month &&
    at.getUTCDate() === date &&
    at.getUTCHours() === hour &&
    at.getUTCMinutes() === minute &&
    at.getUTCSeconds() === second
  );
}

function offsetMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replaceAll(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Wall-clock time in a zone as an instant. Asked twice, because the offset at the first guess may be the other side of a change of clocks. */
function inZone(wallMs: number, timeZone: string): number {
  const first = wallMs - zoneOffsetMs(wallMs, timeZone);
  return wallMs - zoneOffsetMs(first, timeZone);
}

function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)!.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(atMs / 1000) * 1000;
}
