import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMapping } from '../../settings/plain.js';
import { shortPath, YamlFile } from '../../settings/yaml-file.js';
import type { Asker } from './asker.js';

export interface CityFile {
  readonly id: string;
  readonly timeZone: string;
  readonly path: string;
}

/** The file of one city. @throws Error where there is none, or it is not clear which. */
export async function cityFile(configFolder: string, wanted: string | undefined, asker?: Asker): Promise<CityFile> {
  const cities = await citiesIn(join(configFolder, 'jurisdictions'));
  const ids = cities.map(({ id }) => id);
  if (cities.length === 0)
    throw new Error(`${shortPath(configFolder)} has no city: put one YAML file a city into jurisdictions/`);
  const id = wanted ?? (cities.length === 1 ? ids[0] : await asker?.choose('Which city?', ids));
  const found = cities.find((each) => each.id === id);
  if (found) return found;
  throw new Error(`${id === undefined ? 'say which city with --city' : `there is no city ${id}`}; there are ${ids.join(', ')}`);
}

async function citiesIn(folder: string): Promise<CityFile[]> {
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort() : [];
  const files = await Promise.all(names.map((name) => YamlFile.read(join(folder, name))));
  return files.flatMap(({ value, path }) =>
    isMapping(value) && typeof value.id === 'string' ? [{ id: value.id, timeZone: String(value.timeZone as string), path }] : [],
  );
}
