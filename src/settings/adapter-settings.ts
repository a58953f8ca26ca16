import { type AdapterCatalogue } from './adapter-catalogue.js';
import { checkShape, type Shaped } from './check-shape.js';
import type { KeyPath } from './mistake.js';
import { nearest } from './nearest.js';
import { deepMerge } from './plain.js';
import { overPreset } from './presets/over-preset.js';
import { invalid } from './problem.js';
import type { ConnectionShape } from './shapes/connection-shape.js';

export type AdapterSettings = Pick<Shaped<object>, 'value' | 'problems'>;

/**
 * Makes the instance that the adapter gets.
 * @param fromEmulator what the running emulator wants set; it wins. Undefined with an `emulator`: none runs, so what it would have
 * set may be missing.
 */
export function adapterSettings(
  connection: ConnectionShape,
  path: KeyPath,
  catalogue: AdapterCatalogue,
  fromEmulator?: object,
): AdapterSettings {
  const { type, emulator, settings } = connection;
  const settingsClass = typeof type === 'string' ? catalogue.settingsClassOf(type) : undefined;
  if (!settingsClass)
    return { value: {}, problems: typeof type === 'string' && type ? [unknownType(type, path, catalogue)] : [] };
  const at = [...path, 'settings'];
  const completed = overPreset(settings, catalogue.presetsOf?.(type), at);
  const shaped = checkShape(settingsClass, deepMerge(completed.settings, fromEmulator), at);
  const { value } = shaped;
  const problems = completed.problems.length > 0 ? completed.problems : shaped.problems;
  const isPartial = emulator !== false && !fromEmulator;
  if (problems.length > 0 || isPartial)
    return { value, problems: problems.filter(({ kind }) => kind !== 'missing' || !isPartial) };
  const uncreated = catalogue.uncreated(type, value);
  const where = [...path, uncreated?.fault === 'adapter' ? 'type' : 'settings'];
  return { value, problems: uncreated ? [invalid(where, uncreated.reason)] : unheard(connection, value, path, catalogue) };
}

/** Somebody must read what the CRM sends. */
function unheard({ type, callback }: ConnectionShape, value: object, path: KeyPath, catalogue: AdapterCatalogue) {
  if (!callback || callback.changes !== undefined || catalogue.receives(type, value)) return [];
  const reason = `is missing: adapters of the type ${type} do not read messages by themselves`;
  return [invalid([...path, 'callback', 'changes'], reason)];
}

function unknownType(type: string, path: KeyPath, catalogue: AdapterCatalogue) {
  const types = catalogue.types();
  return invalid(
    [...path, 'type'],
    `there is no adapter of the type ${type}; there are ${types.join(', ')}`,
    nearest(type, types),
  );
}
