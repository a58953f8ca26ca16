/** A service code out of a name: only what fits a path (GEN-12). Empty where nothing of it does. */
export function serviceCodeOf(name: string): string {
  return name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
