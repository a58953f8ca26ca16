import { readArea } from '../geojson-area.js';
import { invalid, type Problem } from '../problem.js';
import type { RouteShape } from '../shapes/connection-shape.js';
import type { JurisdictionShape } from '../shapes/jurisdiction-file.js';
import type { ServiceShape } from '../shapes/service-shape.js';
import { mappings, type Placed } from './lenient.js';

/** Areas of the city, its services and its routes that can't be read. */
export function areaProblems({ area, services, routes }: JurisdictionShape): Problem[] {
  const parts = [...mappings<ServiceShape>(services, ['services']), ...mappings<RouteShape>(routes, ['routes'])];
  const ofParts = parts.map(({ item, path }) => ({ item: item.area, path: [...path, 'area'] }));
  return [{ item: area, path: ['area'] }, ...ofParts].flatMap(problemsOf);
}

function problemsOf({ item, path }: Placed<unknown>): Problem[] {
  if (item === undefined || item === null) return [];
  const read = readArea(item);
  return 'reason' in read ? [invalid(path, read.reason)] : [];
}
