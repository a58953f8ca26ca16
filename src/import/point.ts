import type { Point } from '../domain/service-request.js';

/** A decimal number with a dot and no exponent. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** Both or neither; adds what is wrong to the problems. */
export function pointOf(lat: string | undefined, long: string | undefined, problems: string[]): Point | undefined {
  if (lat === undefined && long === undefined) return undefined;
  if (lat === undefined || long === undefined) {
    problems.push(`${lat === undefined ? 'lat' : 'long'} is missing: lat and long come together`);
    return undefined;
  }
  const [north, east] = [degrees('lat', lat, 90, problems), degrees('long', long, 180, problems)];
  return north === undefined || east === undefined ? undefined : { lat: north, long: east };
}

function degrees(name: string, text: string, limit: number, problems: string[]): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  if (Math.abs(value) <= limit) return value;
  problems.push(`${name} "${text}" is no number from -${limit} to ${limit}`);
  return undefined;
}
