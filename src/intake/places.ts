import type { Point } from '../domain/service-request.js';
import type { Box, Circle } from '../store/reads/request-filter.js';
import { DECIMAL } from './attributes.js';
import { badRequest } from './georeport-error.js';
import type { Parameters } from './parameters.js';

const CIRCLE_NAMES = ['lat', 'long', 'radius'] as const;

/** `bbox=west,south,east,north` in degrees (section 15.3). */
export function readBox(parameters: Parameters, problems: string[]): Box | undefined {
  const texts = parameters.list('bbox');
  if (!texts) return undefined;
  const [west, south, east, north] = texts.map(decimal);
  if (texts.length !== 4 || west === undefined || south === undefined || east === undefined || north === undefined) {
    problems.push('bbox must be four numbers, west,south,east,north, such as -71.2,42.2,-70.9,42.4');
    return undefined;
  }
  const outOfRange = Math.max(Math.abs(west), Math.abs(east)) > 180 || Math.max(Math.abs(south), Math.abs(north)) > 90;
  if (outOfRange) problems.push('bbox must be in degrees: west and east from -180 to 180, south and north from -90 to 90');
  if (west > east || south > north)
    problems.push('bbox must be west,south,east,north in this order, west before east and south before north');
  return { west, south, east, north };
}

/** `lat`, `long` and `radius` in metres, all or none (section 15.3). */
export function readCircle(parameters: Parameters, problems: string[]): Circle | undefined {
  const texts = CIRCLE_NAMES.map((name) => parameters.text(name));
  if (texts.every((text) => text === undefined)) return undefined;
  const missing = CIRCLE_NAMES.filter((_name, index) => texts[index] === undefined);
  problems.push(...missing.map((name) => `${name} is missing: a search around a place takes lat, long and radius together`));
  const [lat, long, metres] = texts.map((text) => (text === undefined ? 0 : decimal(text)));
  if (lat === undefined || Math.abs(lat) > 90) problems.push('lat must be a number from -90 to 90');
  if (long === undefined || Math.abs(long) > 180) problems.push('long must be a number from -180 to 180');
  if (metres === undefined || metres < 0) problems.push('radius must be a number of metres, 0 or more');
  return { centre: { lat: lat ?? 0, long: long ?? 0 }, metres: metres ?? 0 };
}

/** `lat` and `long` of GET services (section 8): one alone is ignored. @throws GeoReportError 400: a list for nowhere would mislead. */
export function readPlace(parameters: Parameters): Point | undefined {
  const [lat, long] = [parameters.text('lat'), parameters.text('long')];
  if (lat === undefined || long === undefined) return undefined;
  const place = { lat: decimal(lat) ?? Number.NaN, long: decimal(long) ?? Number.NaN };
  const problems = [
    ...(Math.abs(place.lat) <= 90 ? [] : ['lat must be a number from -90 to 90']),
    ...(Math.abs(place.long) <= 180 ? [] : ['long must be a number from -180 to 180']),
  ];
  if (problems.length > 0) throw badRequest(...problems);
  return place;
}

function decimal(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
