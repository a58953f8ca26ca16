/** Every text at a path such as `customer.name`, changed; in lists, of each item. What is no text stays. The document itself is left alone. */
export function changedAt(document: unknown, path: string, change: (text: string) => string): unknown {
  return along(document, path.split('.'), (value) => (typeof value === 'string' ? change(value) : value));
}

/** More text at a path, on a line of its own; what is not there is made. Of a list the first item gets it. */
export function extendedAt(document: unknown, path: string, more: string): unknown {
  return extended(document, path.split('.'), more);
}

function along(value: unknown, keys: readonly string[], change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => along(each, keys, change));
  const [key, ...further] = keys;
  if (key === undefined) return change(value);
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: along(value[key], further, change) };
}

function extended(value: unknown, keys: readonly string[], more: string): unknown {
  if (Array.isArray(value)) return [extended(value[0], keys, more), ...(value.slice(1) as unknown[])];
  const [key, ...further] = keys;
  if (key === undefined) return value === undefined || value === null || value === '' ? more : `${String(value)}\n${more}`;
  const below = isObject(value) ? value : {};
  return { ...below, [key]: extended(Object.hasOwn(below, key) ? below[key] : undefined, further, more) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
