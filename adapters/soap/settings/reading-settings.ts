import { plainToInstance, Transform } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsOptional, IsString, ValidateBy } from 'class-validator';
import { IsPattern } from '../../../src/adapter-kit/pattern.js';
import { Description, ListOf, Nested, SchemaFragment } from '../../../src/adapter-kit/settings-shape.js';
import { XmlPath } from '../paths/xml-path.js';

export const READ_FROM = ['body', 'header', 'http', 'cookie', 'status'] as const;
export type ReadFrom = (typeof READ_FROM)[number];

const LETTERS = ['as-is', 'upper', 'lower'] as const;

/** Where a value stands in an answer, and what is made of it. A bare path, or a list of them, is short for `path`. */
export class SoapReading {
  @Description(
    'Path, or several of which the first that finds something counts: Answer/Case/Number, //Number, Case/@id, Row[Type=2]/Ref.',
  )
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @SchemaFragment({ anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] })
  @IsArray()
  @ArrayNotEmpty()
  @IsPathList()
  path: string[] = ['.'];
  @Description('body (default), header: the SOAP header, http: a header of the answer, cookie, status: the HTTP status.')
  @IsIn(READ_FROM)
  from: ReadFrom = 'body';
  @Description('A regular expression; what its first group matches is taken, or all it matches. No match: nothing found.')
  @IsOptional()
  @IsPattern()
  match?: string;
  @Description('What else is taken off, by regular expression: every match of it goes.')
  @IsOptional()
  @IsPattern()
  strip?: string;
  @Description('Letters as they are, in upper or in lower case.') @IsIn(LETTERS) letters: (typeof LETTERS)[number] = 'as-is';
  @Description('Name of the table, out of tables, that the value is looked up in; what is not in it stays as it is.')
  @IsOptional()
  @IsString()
  table?: string;
  @Description('An empty element counts as a value, the empty text, and not as nothing.') @IsBoolean() emptyCounts = false;
  @Description('Several values are joined with this text; left out: the first one is taken.')
  @IsOptional()
  @IsString()
  join?: string;
  @Description('What is taken where nothing is found.') @IsOptional() @IsString() default?: string;
}

/** A reading, and what must be true of it. All that is given must hold. */
export class SoapCondition extends SoapReading {
  @IsOptional() @IsString() equals?: string;
  @IsOptional() @IsArray() @ArrayNotEmpty() @IsString({ each: true }) in?: string[];
  @Description('A regular expression; small and capital letters are one.') @IsOptional() @IsPattern() matches?: string;
  @Description('There is such an element or attribute, be it empty.') @IsOptional() @IsBoolean() exists?: boolean;
  @Description('There is none, or an empty or nil one.') @IsOptional() @IsBoolean() absent?: boolean;
  @Description('It is there and says xsi:nil.') @IsOptional() @IsBoolean() nil?: boolean;
}

const SHORT = [{ type: 'string' }, { type: 'array', items: { type: 'string' } }, { type: 'object' }];

/** Settings decorator: one reading; a bare path will do. */
export function Reading(): PropertyDecorator {
  return all(
    SchemaFragment({ anyOf: SHORT }),
    Transform(({ value }: { value: unknown }) => toReading(value)),
    Nested(() => SoapReading),
  );
}

/** Settings decorator: a list of readings; a single one, or a bare path, will do. */
export function Readings(): PropertyDecorator {
  return all(
    SchemaFragment({ anyOf: SHORT }),
    Transform(({ value }: { value: unknown }) => asList(value)?.map(toReading) ?? value),
    ListOf(() => SoapReading),
  );
}

/** Settings decorator: conditions that must all hold; a single one will do. */
export function Conditions(): PropertyDecorator {
  const toCondition = (value: unknown) => (isMapping(value) ? plainToInstance(SoapCondition, value) : value);
  return all(
    SchemaFragment({ anyOf: [{ type: 'array', items: { type: 'object' } }, { type: 'object' }] }),
    Transform(({ value }: { value: unknown }) => asList(value)?.map(toCondition) ?? value),
    ListOf(() => SoapCondition),
  );
}

/** Settings decorator: a mapping of names to readings. */
export function NamedReadings(): PropertyDecorator {
  const mistake = (value: unknown) => Object.entries((value ?? {}) as object).find(([, item]) => !isReading(item))?.[0];
  return all(
    SchemaFragment({ type: 'object', additionalProperties: { anyOf: SHORT } }),
    Transform(({ value }: { value: unknown }) =>
      isMapping(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toReading(item)])) : value,
    ),
    ValidateBy({
      name: 'namedReadings',
      validator: {
        validate: (value: unknown) => isMapping(value) && mistake(value) === undefined,
        defaultMessage: (given) =>
          `${given?.property} must be a mapping of names to paths; wrong: ${mistake(given?.value) ?? 'all of it'}`,
      },
    }),
  );
}

function IsPathList(): PropertyDecorator {
  const mistake = (value: unknown) =>
    Array.isArray(value) ? value.map(pathMistake).find((each) => each !== undefined) : 'it is no list';
  return ValidateBy({
    name: 'isPathList',
    validator: {
      validate: (value: unknown) => mistake(value) === undefined,
      defaultMessage: (given) => `${given?.property} must be a path such as Answer/Case/Number: ${mistake(given?.value)}`,
    },
  });
}

function pathMistake(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'it is no text';
  try {
    return new XmlPath(value) instanceof XmlPath ? undefined : value;
  } catch (error) {
    return (error as Error).message;
  }
}

function toReading(value: unknown): unknown {
  if (typeof value === 'string' || Array.isArray(value)) return plainToInstance(SoapReading, { path: value });
  return isMapping(value) ? plainToInstance(SoapReading, value) : value;
}

function asList(value: unknown): unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return [value];
  return Array.isArray(value) ? value : [value];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isReading(value: unknown): boolean {
  return value instanceof SoapReading && Array.isArray(value.path) && value.path.every((path) => pathMistake(path) === undefined);
}

function all(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}
