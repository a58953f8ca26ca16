import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkShape } from './check-shape.js';
import { jurisdictionProblems } from './checks/jurisdiction-checks.js';
import type { Mistake } from './mistake.js';
import { deepMerge, isMapping, type Plain } from './plain.js';
import { invalid, type Problem } from './problem.js';
import { JurisdictionShape } from './shapes/jurisdiction-file.js';
import { Source } from './source.js';
import { shortPath } from './yaml-file.js';

/** One city's file, read and checked but for its adapters' settings. */
export interface City {
  readonly source: Source;
  /** Whole only when there are no mistakes. */
  readonly value: JurisdictionShape;
  readonly mistakes: readonly Mistake[];
}

export interface Cities {
  readonly cities: readonly City[];
  readonly mistakes: readonly Mistake[];
}

/** @param connectionDefaults what every connection's `delivery` and `sync` start from. */
export async function loadCities(configFolder: string, connectionDefaults: Plain, env: NodeJS.ProcessEnv): Promise<Cities> {
  const folder = join(configFolder, 'jurisdictions');
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort() : [];
  if (names.length === 0)
    return {
      cities: [],
      mistakes: [{ file: shortPath(folder), keyPath: '', reason: 'has no city: put one YAML file a city here' }],
    };
  const sources = await Promise.all(names.map((name) => Source.read(join(folder, name), env)));
  const cities = sources.map((source) => toCity(source, connectionDefaults));
  return { cities, mistakes: [...cities.flatMap(({ mistakes }) => mistakes), ...repeatedIds(cities)] };
}

function toCity(source: Source, connectionDefaults: Plain): City {
  if (!source.value) return { source, value: new JurisdictionShape(), mistakes: source.mistakes };
  const { value, problems } = checkShape(JurisdictionShape, withDefaults(source.value, connectionDefaults));
  const told = [...problems, ...jurisdictionProblems(value)].filter((problem) => isOfThisFile(problem, source));
  return { source, value, mistakes: [...source.mistakes, ...source.mistakesOf(told)] };
}

function withDefaults(file: Plain, defaults: Plain): Plain {
  if (!isMapping(file.connections)) return file;
  const connections = Object.entries(file.connections).map(([name, connection]) => [
    name,
    withConnectionDefaults(connection, defaults),
  ]);
  return { ...file, connections: Object.fromEntries(connections) };
}

function withConnectionDefaults(connection: unknown, defaults: Plain): unknown {
  if (!isMapping(connection)) return connection;
  return {
    ...connection,
    delivery: deepMerge(defaults.delivery, connection.delivery),
    sync: deepMerge(defaults.sync, connection.sync),
  };
}

/** A mistake in the defaults is told once, where it stands, and not again for each connection. */
export function isOfThisFile({ path }: Problem, source: Source): boolean {
  const [top, , part] = path;
  if (top !== 'connections' || (part !== 'delivery' && part !== 'sync')) return true;
  return source.has(path);
}

function repeatedIds(cities: readonly City[]): Mistake[] {
  const seen = new Set<string>();
  return cities.flatMap(({ value: { id }, source }) => {
    if (typeof id !== 'string' || !seen.has(id)) return seen.add(id) && [];
    return source.mistakesOf([invalid(['id'], `another file has the jurisdiction ${id} too`)]);
  });
}
