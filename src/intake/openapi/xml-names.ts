import type { OpenAPIObject } from '@nestjs/swagger';
import { itemName } from '../formats/document.js';

export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];

/**
 * What the children of each list are called in XML, from the names that answers are rendered with (MAP-2).
 * @param sent references of schemas that clients send, which are never XML.
 */
export function nameXmlItems(schemas: Schemas, sent: ReadonlySet<string>): void {
  for (const [name, schema] of Object.entries(schemas)) {
    if ('$ref' in schema || sent.has(`#/components/schemas/${name}`)) continue;
    for (const [list, property] of Object.entries(schema.properties ?? {})) nameItems(list, property, schemas);
  }
}

function nameItems(list: string, property: Schema, schemas: Schemas): void {
  if ('$ref' in property || property.type !== 'array' || !property.items) return;
  property.xml = { wrapped: true };
  nameElement(property.items, itemName(list), schemas);
}

/** XML names stand with the schema itself; beside a reference they would not count. */
export function nameElement(schema: Schema, name: string, schemas: Schemas): void {
  const named = '$ref' in schema ? schemas[schema.$ref.split('/').at(-1)!] : schema;
  if (named && !('$ref' in named)) named.xml = { name };
}
