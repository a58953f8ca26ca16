import { descriptionOf, recordTypeOf, schemaFragmentOf, type SettingsClass } from '../adapter-kit/settings-shape.js';
import { defaultOf, isOptional, nestedTypeOf, rulesOf } from './class-rules.js';
import { keywordsOf, typeWordOf } from './schema-keywords.js';

export type Schema = Readonly<Record<string, unknown>>;

/** Writes the JSON Schema (draft-07) of settings classes, out of the very decorators that check them. */
export class SchemaWriter {
  private readonly written = new Map<string, Schema>();
  private readonly names = new Map<SettingsClass, string>();

  /** @param hasDefaultsElsewhere classes whose keys may all be left out, because another file has their defaults. */
  constructor(private readonly hasDefaultsElsewhere: ReadonlySet<SettingsClass> = new Set()) {}

  /** What the references point to: put it beside them as `definitions`. */
  get definitions(): Readonly<Record<string, Schema>> {
    return Object.fromEntries(this.written);
  }

  /** @param partial every key may be left out, in the classes below too. */
  refTo(type: SettingsClass, partial = false): Schema {
    const name = this.nameOf(type) + (partial ? 'Part' : '');
    if (!this.written.has(name)) {
      this.written.set(name, {}); // a class may hold itself
      this.written.set(name, this.schemaOf(type, partial));
    }
    return { $ref: `#/definitions/${name}` };
  }

  schemaOf(type: SettingsClass, partial = false): Schema {
    const properties = [...rulesOf(type).keys()];
    const allOptional = partial || this.hasDefaultsElsewhere.has(type);
    const required = properties.filter((property) => !allOptional && !this.mayBeLeftOut(type, property));
    return {
      type: 'object',
      properties: Object.fromEntries(properties.map((property) => [property, this.propertySchema(type, property, partial)])),
      ...(required.length > 0 ? { required } : {}),
      additionalProperties: false,
    };
  }

  private mayBeLeftOut(type: SettingsClass, property: string): boolean {
    const nested = nestedTypeOf(type, property);
    return isOptional(type, property) || (nested !== undefined && this.hasDefaultsElsewhere.has(nested));
  }

  private propertySchema(type: SettingsClass, property: string, partial: boolean): Schema {
    const description = descriptionOf(type, property);
    const fallback = defaultOf(type, property);
    const value = schemaFragmentOf(type, property) ?? this.valueSchema(type, property, partial);
    const notes = { ...(description ? { description } : {}), ...(fallback === undefined ? {} : { default: fallback }) };
    // In draft-07 nothing counts beside a reference.
    if (fallback === undefined && isOptional(type, property)) return { ...notes, ...orNull(value) };
    return '$ref' in value && Object.keys(notes).length > 0 ? { ...notes, allOf: [value] } : { ...notes, ...value };
  }

  private valueSchema(type: SettingsClass, property: string, partial: boolean): Schema {
    const rules = rulesOf(type).get(property) ?? [];
    const record = recordTypeOf(type, property);
    if (record)
      return {
        type: 'object',
        additionalProperties: record === String ? { type: 'string' } : this.refTo(record as SettingsClass, partial),
      };
    const nested = nestedTypeOf(type, property);
    const typeWord = typeWordOf(type, property, rules);
    if (typeWord !== 'array')
      return nested ? this.refTo(nested, partial) : { ...(typeWord ? { type: typeWord } : {}), ...keywordsOf(rules) };
    const items = nested ? this.refTo(nested) : keywordsOf(rules.filter(({ each }) => each));
    return { type: 'array', ...keywordsOf(rules.filter(({ each }) => !each)), items };
  }

  private nameOf(type: SettingsClass): string {
    const known = this.names.get(type);
    if (known) return known;
    const taken = new Set(this.names.values());
    const own = type.name || 'Settings';
    let name = own;
    for (let number = 2; taken.has(name); number++) name = `${own}${number}`;
    this.names.set(type, name);
    return name;
  }
}

/** A key that may be left out may also stand without a value. */
function orNull(schema: Schema): Schema {
  if ('enum' in schema)
    return {
      ...schema,
      enum: [...(schema.enum as unknown[]), null],
      ...('type' in schema ? { type: [schema.type, 'null'] } : {}),
    };
  return 'type' in schema ? { ...schema, type: [schema.type, 'null'] } : { anyOf: [schema, { type: 'null' }] };
}
