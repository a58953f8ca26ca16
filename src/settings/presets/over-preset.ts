import type { AdapterPreset, AdapterPresets } from '../../adapter-kit/preset.js';
import type { KeyPath } from '../mistake.js';
import { nearest } from '../nearest.js';
import { deepMerge, isMapping, type Plain } from '../plain.js';
import { invalid, type Problem } from '../problem.js';
import { filledIn } from './filled-in.js';

export interface Completed {
  readonly settings: unknown;
  readonly problems: readonly Problem[];
}

/**
 * Lays what an operator wrote over the preset that it names; what names none stays as it is.
 * @param path of the settings.
 */
export function overPreset(written: unknown, presets: AdapterPresets | undefined, path: KeyPath): Completed {
  if (!presets || !isMapping(written) || typeof written.preset !== 'string') return { settings: written, problems: [] };
  const name = written.preset;
  if (!presets.names.includes(name))
    return { settings: written, problems: [noSuchPreset(name, presets.names, [...path, 'preset'])] };
  const preset = presets.read(name);
  const { values, problems } = parametersOf(preset, written.parameters, [...path, 'parameters']);
  return { settings: deepMerge(filledIn(preset.settings, values), written), problems };
}

function noSuchPreset(name: string, names: readonly string[], path: KeyPath): Problem {
  return invalid(path, `there is no preset ${name}; there are ${names.join(', ')}`, nearest(name, names));
}

/** What is no mapping of texts is told by the shape of the settings. */
function parametersOf({ parameters }: AdapterPreset, written: unknown, path: KeyPath): { values: Plain; problems: Problem[] } {
  const given = isMapping(written) ? written : {};
  const unknown = Object.keys(given).filter((name) => !(name in parameters));
  const values = Object.fromEntries(Object.entries(parameters).map(([name, each]) => [name, given[name] ?? each.default]));
  const problems = Object.entries(parameters).flatMap(([name, { pattern, description }]): Problem[] => {
    const value = values[name];
    if (value === undefined) return [{ path: [...path, name], kind: 'missing', reason: `is missing: ${description}` }];
    return new RegExp(`^(?:${pattern})$`).test(String(value))
      ? []
      : [invalid([...path, name], `must fit ${pattern}: ${description}`)];
  });
  const names = Object.keys(parameters);
  const told = unknown.map((name) => invalid([...path, name], whatThereIs(names), nearest(name, names)));
  return { values, problems: [...told, ...problems] };
}

function whatThereIs(names: readonly string[]): string {
  return names.length === 0 ? 'the preset has no parameters' : `is no parameter of the preset; there are ${names.join(', ')}`;
}
