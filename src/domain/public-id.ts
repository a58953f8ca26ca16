/**
 * Writes a public id by its jurisdiction's pattern: `YYYY` or `YY` is the year there, a run of `N` the number, padded with zeros and
 * longer once it needs to be; anything else stands as it is. `YY-NNNNNNNN` gives `26-00000042`.
 */
export function numberedId(pattern: string, number: number, at: Date, timeZone: string): string {
  const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }).format(at);
  return pattern
    .replace(/N+/, (run) => String(number).padStart(run.length, '0'))
    .replace('YYYY', year)
    .replace('YY', year.slice(-2));
}
