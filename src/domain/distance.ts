import type { Point } from './service-request.js';

const EARTH_RADIUS_M = 6_371_008.8;

/** Great-circle distance in metres, by the haversine formula. */
export function metersBetween(one: Point, other: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const dLat = radians(other.lat - one.lat);
  const dLong = radians(other.long - one.long);
  const half = Math.sin(dLat / 2) ** 2 + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * Math.sin(dLong / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half)));
}
