import { type RawBuilder, sql } from 'kysely';
import type { Box, Circle } from './request-filter.js';

/** Mean radius of the earth in metres. */
const EARTH = 6_371_008.8;
const METRES_PER_DEGREE = (EARTH * Math.PI) / 180;
/** Rounding must not lose a point on the edge: the box only finds candidates. */
const MARGIN = 1.000_01;

/** The place is in the box; edges belong to it. */
export function inBox({ west, south, east, north }: Box): RawBuilder<boolean> {
  return sql`(${overlaps({ west, south, east, north })} and r.long between ${west}::float8 and ${east}::float8
    and r.lat between ${south}::float8 and ${north}::float8)`;
}

/** The place is at most so many metres from the centre, along the great circle (haversine). */
export function inCircle(circle: Circle): RawBuilder<boolean> {
  const { lat, long } = circle.centre;
  const boxes = sql.join(boxesRound(circle).map(overlaps), sql` or `);
  return sql`((${boxes}) and 2 * ${EARTH}::float8 * asin(least(1, sqrt(
    power(sin(radians(r.lat - ${lat}::float8) / 2), 2)
    + cos(radians(${lat}::float8)) * cos(radians(r.lat)) * power(sin(radians(r.long - ${long}::float8) / 2), 2)
  ))) <= ${circle.metres}::float8)`;
}

/** One box, or two where the circle lies across the date line. */
export function boxesRound({ centre, metres }: Circle): Box[] {
  const height = (metres / METRES_PER_DEGREE) * MARGIN;
  const [south, north] = [centre.lat - height, centre.lat + height];
  const reach = Math.sin((height * Math.PI) / 180) / Math.cos((centre.lat * Math.PI) / 180);
  if (south <= -90 || north >= 90 || height >= 90 || reach >= 1) return [{ west: -180, south, east: 180, north }];
  const width = ((Math.asin(reach) * 180) / Math.PI) * MARGIN;
  const [west, east] = [centre.long - width, centre.long + width];
  const inside = { west: Math.max(west, -180), south, east: Math.min(east, 180), north };
  if (west < -180) return [inside, { west: west + 360, south, east: 180, north }];
  if (east > 180) return [inside, { west: -180, south, east: east - 360, north }];
  return [inside];
}

/** In the words of the index. */
function overlaps({ west, south, east, north }: Box): RawBuilder<boolean> {
  return sql`point(r.long, r.lat) <@ box(point(${west}, ${south}), point(${east}, ${north}))`;
}
