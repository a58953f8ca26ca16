import { DateTime } from 'luxon';
import { datePattern, type DatePattern } from './date-pattern.js';
import type { DateRule, SplitDateRule } from './date-rule.js';

type Zoned = Pick<DateRule, 'timeZone' | 'repeated' | 'clockAheadSeconds' | 'locale'>;

/**
 * Moments as a CRM writes and reads them (survey C18).
 *
 * A local time that comes twice, when clocks go back, is the earlier or the later of the two, as the rule says. One that never comes, when clocks go
 * forward, is read by the offset before the change: 02:30 becomes 03:30.
 */
export class Dates {
  private readonly patterns: readonly DatePattern[];

  constructor(private readonly rule: DateRule) {
    this.patterns = rule.patterns.map(datePattern);
  }

  /** By the CRM's clock, in its zone. */
  write(at: Date): string {
    return this.patterns[0]!.write(toTheirs(at, this.rule));
  }

  /** By our clock; undefined for what fits none of the patterns. */
  read(text: string | undefined): Date | undefined {
    const given = text?.trim() ?? '';
    if (given === '') return undefined;
    for (const pattern of this.patterns) {
      const read = pattern.read(given, this.rule);
      if (read.isValid) return toOurs(read, this.rule);
    }
    return undefined;
  }
}

/** The same for a date and a time in a field each. */
export class SplitDates {
  private readonly date: DatePattern;
  private readonly time: DatePattern;

  constructor(private readonly rule: SplitDateRule) {
    this.date = datePattern(rule.date);
    this.time = datePattern(rule.time);
  }

  write(at: Date): { readonly date: string; readonly time: string } {
    const theirs = toTheirs(at, this.rule);
    return { date: this.date.write(theirs), time: this.time.write(theirs) };
  }

  /** @param time absent: the beginning of the day. */
  read(date: string | undefined, time: string | undefined): Date | undefined {
    // Read as if in a zone without summer time: the two halves are only looked at for what is written in them.
    const reading = { timeZone: 'utc', locale: this.rule.locale };
    const day = this.date.read(date?.trim() ?? '', reading);
    const clock = time?.trim() ? this.time.read(time.trim(), reading) : day.startOf('day');
    if (!day.isValid || !clock.isValid) return undefined;
    const { year, month, day: dayOfMonth } = day;
    const { hour, minute, second, millisecond } = clock;
    const whole = { year, month, day: dayOfMonth, hour, minute, second, millisecond };
    return toOurs(DateTime.fromObject(whole, { zone: this.rule.timeZone }), this.rule);
  }
}

/**
 * A moment that a CRM takes although it wants each to be later than the last: `at`, or the first one after `last` that it can tell apart.
 * @param stepMs the finest that it keeps; a second unless told otherwise.
 */
export function laterThan(at: Date, last: Date | undefined, stepMs = 1000): Date {
  if (!last || Math.floor(at.getTime() / stepMs) > Math.floor(last.getTime() / stepMs)) return at;
  return new Date((Math.floor(last.getTime() / stepMs) + 1) * stepMs);
}

function toTheirs(at: Date, { timeZone, clockAheadSeconds, locale }: Zoned): DateTime {
  return DateTime.fromJSDate(at, { zone: timeZone }).plus({ seconds: clockAheadSeconds }).setLocale(locale);
}

function toOurs(read: DateTime, { repeated, clockAheadSeconds, timeZone }: Zoned): Date {
  // What names its own offset means one moment only; its zone is then not the rule's.
  const both = read.zone.name === timeZone ? read.getPossibleOffsets() : [read];
  const meant = repeated === 'earlier' ? both[0]! : both.at(-1)!;
  return meant.minus({ seconds: clockAheadSeconds }).toJSDate();
}
