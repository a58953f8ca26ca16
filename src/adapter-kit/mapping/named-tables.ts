import { ValidateBy } from 'class-validator';

const CALL = /\$table\(\s*(["'])([^"']+)\1/g;

/**
 * Settings decorator for look-up tables: every table that an expression of the same settings names is there.
 * @param made names of those that the adapter makes itself.
 */
export function HasNamedTables(made: readonly string[]): PropertyDecorator {
  const missing = (tables: unknown, object: object | undefined) =>
    [...textsIn(object)]
      .flatMap((text) => [...text.matchAll(CALL)].map(([, , name]) => name!))
      .find((name) => !made.includes(name) && !Object.hasOwn(Object(tables) as object, name));
  return ValidateBy({
    name: 'hasNamedTables',
    validator: {
      validate: (tables: unknown, given) => missing(tables, given?.object) === undefined,
      defaultMessage: (given) =>
        `${given?.property} has no table ${missing(given?.value, given?.object)}, which an expression names; there are ${Object.keys(Object(given?.value) as object).join(', ') || 'none'}`,
    },
  });
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) yield* textsIn(each);
}
