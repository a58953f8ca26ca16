import { checkShape } from '../settings/check-shape.js';
import type { Mistake } from '../settings/mistake.js';
import { deepMerge } from '../settings/plain.js';
import { invalid, type Problem } from '../settings/problem.js';
import { SettingsError } from '../settings/settings-error.js';
import { Source } from '../settings/source.js';
import { DETAILED_STATUSES } from '../domain/service-request.js';
import { FIELDS, ImportMap } from './import-map.js';

/**
 * The map out of a YAML file and of options, which win.
 * @throws SettingsError with every mistake.
 */
export async function readMap(file: string | undefined, options: object, env: NodeJS.ProcessEnv): Promise<ImportMap> {
  const source = file === undefined ? undefined : await Source.read(file, env);
  throwIfAny(source?.mistakes ?? []);
  const { value, problems } = checkShape(ImportMap, deepMerge(source?.value ?? {}, options));
  const all = [...problems, ...(problems.length === 0 ? namesIn(value) : [])];
  throwIfAny(source ? source.mistakesOf(all) : all.map(ofOptions));
  return value;
}

function namesIn({ columns, statuses }: ImportMap): Problem[] {
  const fields: readonly string[] = FIELDS;
  return [
    ...Object.keys(columns)
      .filter((field) => !fields.includes(field))
      .map((field) => invalid(['columns', field], `is no field of a request: there are ${fields.join(', ')}`)),
    ...Object.entries(statuses)
      .filter(([, status]) => !Object.hasOwn(DETAILED_STATUSES, status))
      .map(([word]) => invalid(['statuses', word], `must be one of ${Object.keys(DETAILED_STATUSES).join(', ')}`)),
  ];
}

const ofOptions = ({ path, reason }: Problem): Mistake => ({ file: 'options', keyPath: path.join('.'), reason });

function throwIfAny(mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw new SettingsError(mistakes);
}
