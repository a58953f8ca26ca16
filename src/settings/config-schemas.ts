import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdapterCatalogue } from './adapter-catalogue.js';
import { type Schema, SchemaWriter } from './json-schema.js';
import { type Manual, readManual, withManual } from './schema-descriptions.js';
import { JurisdictionShape } from './shapes/jurisdiction-file.js';
import { ConnectionDeliveryShape } from './shapes/connection-delivery-shape.js';
import { ConnectionSyncShape } from './shapes/connection-sync-shape.js';
import { SettingsShape } from './shapes/settings-file.js';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** File name -> content of every schema below `config/schema/`. */
export async function configSchemas(catalogue: AdapterCatalogue, packageRoot: string): Promise<Record<string, string>> {
  const manual = readManual(await readFile(join(packageRoot, 'config', 'defaults.yaml'), 'utf8'));
  return {
    'settings.schema.json': toText(settingsSchema(manual)),
    'jurisdiction.schema.json': toText(jurisdictionSchema(catalogue, manual)),
  };
}

/** `settings.yaml`: only what differs from the defaults, so nothing is required. */
export function settingsSchema(manual: Manual): Schema {
  const writer = new SchemaWriter();
  const bare = writer.schemaOf(SettingsShape, true);
  const definitions: Record<string, Schema> = { ...writer.definitions };
  const root = withManual(bare, manual, definitions);
  return { $schema: DRAFT, title: 'open311-bridge: settings.yaml', ...root, definitions };
}

/** One city; `settings` of a connection by its `type`. */
export function jurisdictionSchema(catalogue: AdapterCatalogue, manual: Manual): Schema {
  const writer = new SchemaWriter(new Set([ConnectionDeliveryShape, ConnectionSyncShape]));
  const root = writer.schemaOf(JurisdictionShape);
  const types = catalogue.types().sort();
  const byType = types.map((type) => settingsByType(type, catalogue.settingsClassOf(type)!, writer));
  const definitions: Record<string, Schema> = { ...writer.definitions };
  const connection = withManual(definitions.ConnectionShape!, manual.get('connection')?.below ?? new Map(), definitions);
  const properties = connection.properties as Record<string, Schema>;
  definitions.ConnectionShape = {
    ...connection,
    properties: { ...properties, type: { ...properties.type, enum: types } },
    allOf: byType,
  };
  return { $schema: DRAFT, title: 'open311-bridge: a file in jurisdictions/', ...root, definitions };
}

/** An emulator fills in what it knows, and so does a preset: nothing is required where one of them stands. */
function settingsByType(type: string, settingsClass: new () => object, writer: SchemaWriter): Schema {
  const full = {
    properties: { settings: writer.refTo(settingsClass) },
    ...('required' in writer.schemaOf(settingsClass) ? { required: ['settings'] } : {}),
  };
  const part = { properties: { settings: writer.refTo(settingsClass, true) } };
  const emulated = { properties: { emulator: { not: { const: false } } }, required: ['emulator'] };
  const preset = { properties: { settings: { required: ['preset'] } }, required: ['settings'] };
  return {
    if: { properties: { type: { const: type } }, required: ['type'] },
    then: { if: { anyOf: [emulated, preset] }, then: part, else: full },
  };
}

function toText(schema: Schema): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
