import { DateTime } from 'luxon';
import { type Readable, type Tables, ValueReader } from '../paths/value-reader.js';
import type { SoapMoment } from '../settings/status-settings.js';

/** A moment in one field or two, or what is written there that is none. */
export type ReadMoment = { readonly at: Date } | { readonly unreadable: string };

/** Reads moments as the settings describe them. */
export class MomentReader {
  private readonly date: ValueReader;
  private readonly time?: ValueReader;
  private readonly zone: string;

  constructor(
    private readonly settings: SoapMoment,
    { timeZone, tables }: { readonly timeZone: string; readonly tables: Tables },
  ) {
    this.date = new ValueReader(settings, tables);
    this.time = settings.time && new ValueReader(settings.time, tables);
    this.zone = settings.zone ?? timeZone;
  }

  /** Undefined where nothing is written. */
  read(from: Readable): ReadMoment | undefined {
    const text = this.date.read(from);
    if (text === undefined) return undefined;
    const timeText = this.time?.read(from);
    const date = this.parse(text);
    const time = timeText === undefined ? undefined : this.parseTime(timeText);
    if (!date || (timeText !== undefined && !time)) return { unreadable: [text, timeText].join(' ').trim() };
    return {
      at: date
        .set(time ?? {})
        .minus({ seconds: this.settings.aheadSeconds })
        .toJSDate(),
    };
  }

  /** The first format that fits. */
  private parse(text: string): DateTime | undefined {
    return this.settings.format.map((format) => parsed(text, format, this.zone)).find((each) => each.isValid);
  }

  /** Time of day: alone, or as a whole timestamp of which the date means nothing. */
  private parseTime(text: string) {
    const at = this.parse(text) ?? DateTime.fromISO(text, { zone: this.zone });
    return at.isValid ? { hour: at.hour, minute: at.minute, second: at.second, millisecond: at.millisecond } : undefined;
  }
}

function parsed(text: string, format: string, zone: string): DateTime {
  switch (format) {
    case 'iso':
      return DateTime.fromISO(text.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T'), { zone });
    case 'unix':
      return /^\d+(\.\d+)?$/.test(text)
        ? DateTime.fromMillis(Math.round(Number(text) * 1000), { zone })
        : DateTime.invalid('unix');
    case 'unix-ms':
      return /^\d+$/.test(text) ? DateTime.fromMillis(Number(text), { zone }) : DateTime.invalid('unix-ms');
    case 'dotnet': {
      const [, ms] = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/.exec(text) ?? [];
      return ms === undefined ? DateTime.invalid('dotnet') : DateTime.fromMillis(Number(ms), { zone });
    }
    default:
      return DateTime.fromFormat(text, format, { zone, locale: 'en' });
  }
}

/** The way back: iso is in UTC, a pattern in the zone. */
export function written(at: Date, format: string, zone: string): string {
  if (format === 'iso') return at.toISOString();
  if (format === 'unix') return String(Math.floor(at.getTime() / 1000));
  if (format === 'unix-ms') return String(at.getTime());
  return DateTime.fromJSDate(at, { zone }).toFormat(format, { locale: 'en' });
}
