import 'reflect-metadata';
import { plainToInstance, Transform, Type } from 'class-transformer';
import { IsArray, IsObject, ValidateNested } from 'class-validator';

/** A class of settings: defaults stand in its initialisers, rules in its decorators. */
export type SettingsClass<T extends object = object> = new () => T;
/** What a record holds: texts, or mappings of one class. */
export type RecordValue = SettingsClass | StringConstructor;

// Known to every copy of the kit in a process.
const RECORD = Symbol.for('open311-bridge:record');
const DESCRIPTION = Symbol.for('open311-bridge:description');
const FRAGMENT = Symbol.for('open311-bridge:schema');

/** One mapping, described by its own class. */
export function Nested(type: () => SettingsClass): PropertyDecorator {
  return all(Type(type), IsObject(), ValidateNested());
}

/** A list of mappings of one class. */
export function ListOf(type: () => SettingsClass): PropertyDecorator {
  return all(Type(type), IsArray(), ValidateNested({ each: true }));
}

/**
 * A mapping whose keys are the operator's own: `{ POTHOLE: {...}, TREE: {...} }`, a plain object of instances (or of texts, with
 * `String`). class-validator knows no such thing: it checks that there is a mapping, and the settings loader checks each value.
 */
export function RecordOf(type: () => RecordValue): PropertyDecorator {
  return all(
    IsObject(),
    Transform(({ value }: { value: unknown }) => mapValues(value, type())),
    (target, property) => Reflect.defineMetadata(RECORD, type, target, property),
  );
}

/** A sentence for the operator's editor. */
export function Description(text: string): PropertyDecorator {
  return (target, property) => Reflect.defineMetadata(DESCRIPTION, text, target, property);
}

/** The JSON Schema of a property whose decorators cannot tell it. */
export function SchemaFragment(fragment: Readonly<Record<string, unknown>>): PropertyDecorator {
  return (target, property) => Reflect.defineMetadata(FRAGMENT, fragment, target, property);
}

/**
 * Decorates a settings class without decorator syntax, for plain JavaScript: `decorateSettings(AcmeSettings, { url: [IsUrl(), Description('...')] })`.
 * As with the syntax, the last decorator of a property works first.
 * @returns the class.
 */
export function decorateSettings<C extends SettingsClass>(
  type: C,
  properties: Readonly<Record<string, readonly PropertyDecorator[]>>,
): C {
  for (const [property, decorators] of Object.entries(properties))
    for (const decorate of decorators.toReversed()) decorate(type.prototype as object, property);
  return type;
}

export function recordTypeOf(type: SettingsClass, property: string): RecordValue | undefined {
  return (Reflect.getMetadata(RECORD, type.prototype, property) as (() => RecordValue) | undefined)?.();
}

export function descriptionOf(type: SettingsClass, property: string): string | undefined {
  return Reflect.getMetadata(DESCRIPTION, type.prototype, property) as string | undefined;
}

export function schemaFragmentOf(type: SettingsClass, property: string): Readonly<Record<string, unknown>> | undefined {
  return Reflect.getMetadata(FRAGMENT, type.prototype, property) as Readonly<Record<string, unknown>> | undefined;
}

function all(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}

function mapValues(value: unknown, type: RecordValue): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || type === String) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [key, toInstance(item, type as SettingsClass)]),
  );
}

function toInstance(item: unknown, type: SettingsClass): unknown {
  return typeof item === 'object' && item !== null && !Array.isArray(item) ? plainToInstance(type, item) : item;
}
