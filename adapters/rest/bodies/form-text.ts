/**
 * `application/x-www-form-urlencoded`: a list repeats its name, a mapping goes as `name[key]`, null is left out.
 * @throws Error unless it is a mapping.
 */
export function formText(found: unknown): string {
  return new URLSearchParams(formFields(found)).toString();
}

/** The fields of a form in their order. @throws Error unless it is a mapping. */
export function formFields(found: unknown): [string, string][] {
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new Error('the body must give the fields of a form');
  return Object.entries(found).flatMap(([name, value]) => fieldsOf(name, value));
}

function fieldsOf(name: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(name, item));
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, item]) => fieldsOf(`${name}[${key}]`, item));
  return [[name, String(value as string)]];
}
