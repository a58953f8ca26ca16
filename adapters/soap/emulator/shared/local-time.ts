import { DateTime } from 'luxon';

/** A moment as a server's own clock shows it, in luxon's format. */
export function localTime(moment: string | Date, zone: string, format: string): string {
  const date = typeof moment === 'string' ? moment : moment.toISOString();
  return DateTime.fromISO(date, { zone: 'utc' }).setZone(zone).toFormat(format);
}

/** The way back. Undefined for what the format doesn't fit. */
export function readLocalTime(text: string, zone: string, format: string): Date | undefined {
  const read = DateTime.fromFormat(text, format, { zone });
  return read.isValid ? read.toJSDate() : undefined;
}
