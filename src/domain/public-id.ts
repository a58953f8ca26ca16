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
