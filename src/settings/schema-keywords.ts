import 'reflect-metadata';
import type { SettingsClass } from '../adapter-kit/settings-shape.js';
import type { rulesOf } from './class-rules.js';

type Rule = Pick<NonNullable<ReturnType<ReturnType<typeof rulesOf>['get']>>[number], 'name' | 'constraints'>;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  isString: 'string',
  isInt: 'integer',
  isNumber: 'number',
  isBoolean: 'boolean',
  isArray: 'array',
  isObject: 'object',
  isUrl: 'string',
  matches: 'string',
};
const DESIGN_WORDS = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [Array, 'array'],
]);

/** Each of class-validator's checks that JSON Schema has words for. */
const KEYWORDS: Readonly<Record<string, (constraints: unknown[]) => object>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isIn: ([words]) => ({ enum: words }),
  isEnum: ([, words]) => ({ enum: words }),
  min: ([least]) => ({ minimum: least }),
  max: ([most]) => ({ maximum: most }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  isNotEmpty: () => ({ minLength: 1 }),
  minLength: ([least]) => ({ minLength: least }),
  maxLength: ([most]) => ({ maxLength: most }),
  isLength: ([least, most]) => ({ minLength: least, ...(most === undefined ? {} : { maxLength: most }) }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayMinSize: ([least]) => ({ minItems: least }),
  arrayMaxSize: ([most]) => ({ maxItems: most }),
  arrayUnique: () => ({ uniqueItems: true }),
  matches: ([pattern]) => patternKeyword(pattern as RegExp),
};

export function keywordsOf(rules: readonly Rule[]): Record<string, unknown> {
  // Decorators run from the last to the first; reversed, the keywords come in the order in which they are read.
  return Object.assign(
    {},
    ...[...rules].reverse().map(({ name, constraints }) => KEYWORDS[name ?? '']?.(constraints as unknown[])),
  ) as Record<string, unknown>;
}

/** JSON Schema's word for a property: what its checks say, else its declared type; undefined for anything. */
export function typeWordOf(
  type: SettingsClass,
  property: string,
  rules: readonly (Rule & { each: boolean })[],
): string | undefined {
  const named = rules.flatMap(({ name, constraints, each }) => (each ? [] : (wordOfCheck(name ?? '', constraints) ?? [])));
  return named[0] ?? DESIGN_WORDS.get(Reflect.getMetadata('design:type', type.prototype, property));
}

/** A closed set has its type from its members: what compilers write down of a union differs. */
function wordOfCheck(name: string, constraints: readonly unknown[] | undefined): string | undefined {
  if (name !== 'isIn') return TYPE_WORDS[name];
  const members = constraints?.[0] as readonly unknown[];
  return members.every((member) => typeof member === 'string') ? 'string' : undefined;
}

/** An editor sees a text before its references are resolved: one that holds a reference may be anything. */
function patternKeyword(pattern: RegExp): object {
  return pattern.flags.includes('i') ? {} : { pattern: `(?:${pattern.source})|\\$\\{` };
}
