/** A GeoReport date (DATE-1): ISO 8601 with a zone, or UTC without. Undefined for anything else. */
export function moment(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return undefined;
  const hasZone = /(z|[+-]\d\d:?\d\d)$/i.test(text);
  const date = new Date(`${text.replace(' ', 'T')}${hasZone ? '' : 'Z'}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Whole seconds in UTC: some servers stumble over fractions. */
export function momentText(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
