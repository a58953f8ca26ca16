import { DateTime } from 'luxon';

export interface Reading {
  /** For what names no zone. */
  readonly timeZone: string;
  readonly locale: string;
}

/** One way to write a moment. */
export interface DatePattern {
  write(at: DateTime): string;
  /** An invalid one where the text is not of this pattern. */
  read(text: string, reading: Reading): DateTime;
}

const EPOCH_SECONDS = /^-?\d{1,12}$/;
const EPOCH_MS = /^-?\d{1,15}$/;
const NAMED_ZONE = /(Z|[+-]\d\d(:?\d\d)?)$/;

const fromIso = (text: string, { timeZone }: Reading) => DateTime.fromISO(text, { zone: timeZone, setZone: true });

const NAMED: Readonly<Record<string, DatePattern>> = {
  iso: { write: (at) => at.toISO({ suppressMilliseconds: true }) ?? '', read: fromIso },
  'iso-local': {
    write: (at) => at.toISO({ includeOffset: false, suppressMilliseconds: true }) ?? '',
    // A "Z" that a server adds to its local time would be believed otherwise.
    read: (text, reading) => fromIso(text.includes('T') ? text.replace(NAMED_ZONE, '') : text, reading),
  },
  'epoch-s': epoch(EPOCH_SECONDS, (at) => Math.floor(at.toSeconds()), 1000),
  'epoch-ms': epoch(EPOCH_MS, (at) => at.toMillis(), 1),
};

function epoch(shape: RegExp, count: (at: DateTime) => number, ms: number): DatePattern {
  return {
    write: (at) => String(count(at)),
    read: (text) => (shape.test(text) ? DateTime.fromMillis(Number(text) * ms) : DateTime.invalid('no number')),
  };
}

/** @param source a pattern of Luxon, or iso, iso-local, epoch-s, epoch-ms. */
export function datePattern(source: string): DatePattern {
  return (
    NAMED[source] ?? {
      write: (at) => at.toFormat(source),
      read: (text, { timeZone, locale }) => DateTime.fromFormat(text, source, { zone: timeZone, setZone: true, locale }),
    }
  );
}

/** What it writes, it reads. */
export function isDatePattern(source: string): boolean {
  const pattern = datePattern(source);
  const sample = DateTime.fromISO('2026-03-01T10:20:30Z', { zone: 'utc', locale: 'en' });
  const written = pattern.write(sample);
  return /\d/.test(written) && pattern.read(written, { timeZone: 'utc', locale: 'en' }).isValid;
}
