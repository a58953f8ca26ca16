import type { Box, Circle } from '../store/reads/request-filter.js';
import type { Parameters } from './parameters.js';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)$/;
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

function decimal(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
