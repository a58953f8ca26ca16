import type { DateRule } from '../../../src/adapter-kit/dates/date-rule.js';
import { Dates, SplitDates } from '../../../src/adapter-kit/dates/dates.js';
import { type Readable, type Tables, ValueReader } from '../paths/value-reader.js';
import type { SoapMoment } from '../settings/status-settings.js';

/** A moment in one field or two, or what is written there that is none. */
export type ReadMoment = { readonly at: Date } | { readonly unreadable: string };

/** Reads moments as the settings describe them. */
export class MomentReader {
  private readonly date: ValueReader;
  private readonly time?: ValueReader;
  private readonly whole: Dates;
  private readonly split: readonly SplitDates[];

  constructor(settings: SoapMoment, { timeZone, tables }: { readonly timeZone: string; readonly tables: Tables }) {
    const { format, timeFormat, zone = timeZone, clockAheadSeconds, repeated } = settings;
    const rule = { timeZone: zone, clockAheadSeconds, repeated, locale: 'en' };
    this.date = new ValueReader(settings, tables);
    this.time = settings.time && new ValueReader(settings.time, tables);
    this.whole = new Dates({ ...rule, patterns: format });
    this.split = format.map((date) => new SplitDates({ ...rule, date, time: timeFormat }));
  }

  /** Undefined where nothing is written. */
  read(from: Readable): ReadMoment | undefined {
    const text = this.date.read(from);
    if (text === undefined) return undefined;
    const time = this.time?.read(from);
    const at = time === undefined ? this.whole.read(asIso(text)) : this.joined(asIso(text), asIso(time));
    return at ? { at } : { unreadable: [text, time].join(' ').trim() };
  }

  private joined(date: string, time: string): Date | undefined {
    return this.split.map((each) => each.read(date, time)).find((at) => at !== undefined);
  }
}

/** What differs from ISO 8601 only by a blank between date and time, as databases print it. */
function asIso(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d) (?=\d\d:)/, '$1T');
}

/** The way back: iso is in UTC, all else in the zone. */
export function written(at: Date, format: string, timeZone: string): string {
  if (format === 'iso') return at.toISOString();
  const rule: DateRule = { patterns: [format], timeZone, repeated: 'earlier', clockAheadSeconds: 0, locale: 'en' };
  return new Dates(rule).write(at);
}
