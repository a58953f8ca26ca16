import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import type { Schema } from './json-schema.js';

/** What the manual says of a key, and what stands below it. */
export interface ManualEntry {
  readonly comment?: string;
  readonly fallback: unknown;
  readonly below: Manual;
}
export type Manual = ReadonlyMap<string, ManualEntry>;

/** Reads comments and defaults out of the text of `defaults.yaml`. */
export function readManual(text: string): Manual {
  const { contents } = parseDocument(text);
  return isMap(contents) ? entriesOf(contents) : new Map();
}

/** The same definitions with the manual's words on every key; `type` is the definition that describes `manual`. */
export function withManual(schema: Schema, manual: Manual, definitions: Record<string, Schema>): Schema {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(
    ([key, property]): [string, Schema] => {
      const entry = manual.get(key);
      if (!entry) return [key, property];
      describeBelow(property, entry.below, definitions);
      return [key, described(property, entry)];
    },
  );
  return { ...schema, properties: Object.fromEntries(properties) };
}

function describeBelow(property: Schema, below: Manual, definitions: Record<string, Schema>): void {
  const name = (property.$ref as string | undefined)?.split('/').at(-1);
  const definition = name === undefined ? undefined : definitions[name];
  if (name !== undefined && definition) definitions[name] = withManual(definition, below, definitions);
}

function described(property: Schema, { comment, fallback, below }: ManualEntry): Schema {
  const notes = {
    ...(comment ? { description: comment } : {}),
    ...(below.size > 0 || fallback === null ? {} : { default: fallback }),
  };
  if (Object.keys(notes).length === 0) return property;
  return '$ref' in property ? { ...notes, allOf: [property] } : { ...notes, ...property };
}

function entriesOf(map: YAMLMap): Manual {
  const entries = map.items.map(({ key, value }, index): [string, ManualEntry] => {
    // The comment above a mapping's first key is read as the mapping's own.
    const before = (isScalar(key) ? key.commentBefore : undefined) ?? (index === 0 ? map.commentBefore : undefined);
    const fallback: unknown = isMap(value) ? undefined : (value as { toJSON(): unknown } | null)?.toJSON();
    return [String(key), { comment: inOneLine(before), fallback, below: isMap(value) ? entriesOf(value) : new Map() }];
  });
  return new Map(entries);
}

/** The last paragraph: what stands above it speaks of the whole file. */
function inOneLine(comment: string | null | undefined): string | undefined {
  return comment
    ?.split(/\n\s*\n/)
    .at(-1)
    ?.replace(/\s*\n\s*/g, ' ')
    .trim();
}
