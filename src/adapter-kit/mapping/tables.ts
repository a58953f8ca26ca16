import { ValidateBy } from 'class-validator';
import { SchemaFragment } from '../settings-shape.js';

const TABLE = { type: 'object', additionalProperties: { type: 'string' } };

/** Settings decorator: look-up tables by name, each a mapping of keys to texts. */
export function IsTables(): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => mistakeIn(value) === undefined,
    defaultMessage: (given?: { readonly property: string; readonly value: unknown }) =>
      `${given?.property} must be tables of texts: ${mistakeIn(given?.value)}`,
  };
  const check = ValidateBy({ name: 'isTables', validator });
  const schema = SchemaFragment({ type: 'object', additionalProperties: TABLE });
  return (target, property) => [schema, check].forEach((decorate) => decorate(target, property));
}

function mistakeIn(tables: unknown): string | undefined {
  if (!isMapping(tables)) return 'it is no mapping';
  const mistakes = Object.entries(tables).flatMap(([name, rows]) => {
    if (!isMapping(rows)) return [`${name} is no mapping`];
    return Object.entries(rows).flatMap(([key, value]) =>
      typeof value === 'string' ? [] : [`${name}.${key} is no text: quote it`],
    );
  });
  return mistakes[0];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
