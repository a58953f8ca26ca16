const years = new Map<string, Intl.DateTimeFormat>();

/** Where the number stands in a public id of a certain moment: texts before and after it, and its least number of digits. */
export interface NumberPlace {
  readonly before: string;
  readonly width: number;
  readonly after: string;
}

/**
 * Reads a public id's pattern: `YYYY` or `YY` is the year there, a run of `N` the number, padded with zeros and longer once it needs to
 * be; anything else stands as it is. `YY-NNNNNNNN` gives `26-00000042`.
 */
export function numberPlace(pattern: string, at: Date, timeZone: string): NumberPlace {
  const [run] = pattern.match(/N+/)!;
  const [before, after] = [pattern.slice(0, pattern.indexOf(run)), pattern.slice(pattern.indexOf(run) + run.length)];
  const year = yearOf(at, timeZone);
  const dated = (text: string) => text.replace('YYYY', year).replace('YY', year.slice(-2));
  return { before: dated(before), width: run.length, after: dated(after) };
}

/** A formatter takes longer to make than to use. */
function yearOf(at: Date, timeZone: string): string {
  let format = years.get(timeZone);
  if (!format) years.set(timeZone, (format = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone })));
  return format.format(at);
}

const MOST_DIGITS = 15;

/**
 * The number that an id from elsewhere stands for among those that the pattern gives now or in years to come; undefined for an id that it never gives.
 * Two digits of a year mean the fifty years from now on.
 */
export function numberClaimed(pattern: string, id: string, at: Date, timeZone: string): number | undefined {
  const parts = pattern.match(/YYYY|YY|N+|./g)!.map((part) => {
    if (part.startsWith('N')) return `(?<number>\\d{${part.length},${MOST_DIGITS}})`;
    return part.startsWith('YY') ? `(\\d{${part.length}})` : part.replace(/[^A-Za-z0-9_]/, '\\$&');
  });
  const found = id.match(new RegExp(`^${parts.join('')}$`));
  if (!found) return undefined;
  const { number } = found.groups!;
  const width = pattern.match(/N+/)![0].length;
  if (number!.length > width && number!.startsWith('0')) return undefined;
  const years = found.slice(1).filter((each) => each !== number);
  const now = Number(yearOf(at, timeZone));
  const isPast = (year: string) => (year.length === 4 ? Number(year) < now : (Number(year) - now + 10_000) % 100 >= 50);
  return years.some(isPast) ? undefined : Number(number);
}
