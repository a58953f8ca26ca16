import type { Position } from 'geojson';
import { Area } from '../domain/area.js';
import { isMapping } from './plain.js';

type Read = { readonly polygons: readonly Position[][][] } | { readonly reason: string };

/**
 * An area out of GeoJSON (RFC 7946), as a mapping or as text: Polygon or MultiPolygon, alone, in a Feature, or several in a collection.
 * A polygon across the 180th meridian must be cut there in two (section 3.1.9).
 */
export function readArea(value: unknown): { readonly area: Area } | { readonly reason: string } {
  const read = polygonsOf(typeof value === 'string' ? parsed(value) : value);
  if ('reason' in read) return read;
  if (read.polygons.length === 0) return { reason: 'holds no polygon' };
  for (const polygon of read.polygons) {
    const reason = polygon.length === 0 ? 'a polygon has no ring' : polygon.map(ringProblem).find(Boolean);
    if (reason) return { reason };
  }
  return { area: new Area(read.polygons) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function polygonsOf(value: unknown): Read {
  if (!isMapping(value)) return { reason: 'must be GeoJSON, such as ${file:city.geojson}' };
  const { type, coordinates, geometry, features, geometries } = value;
  if (type === 'Feature') return polygonsOf(geometry);
  if (type === 'FeatureCollection' || type === 'GeometryCollection')
    return collected(type === 'FeatureCollection' ? features : geometries);
  if (type !== 'Polygon' && type !== 'MultiPolygon')
    return { reason: `must be made of Polygon and MultiPolygon, and has ${typeof type === 'string' ? type : 'no type'}` };
  const polygons = type === 'Polygon' ? [coordinates] : coordinates;
  const isNested = Array.isArray(polygons) && polygons.every((rings) => Array.isArray(rings) && rings.every(Array.isArray));
  return isNested ? { polygons: polygons as Position[][][] } : { reason: `the coordinates of a ${type} must be lists of rings` };
}

function collected(members: unknown): Read {
  if (!Array.isArray(members)) return { reason: 'a collection must have a list of its members' };
  const polygons: Position[][][] = [];
  for (const member of members) {
    const read = polygonsOf(member);
    if ('reason' in read) return read;
    polygons.push(...read.polygons);
  }
  return { polygons };
}

function ringProblem(ring: readonly unknown[]): string | undefined {
  const positions = ring.filter(isPosition);
  if (positions.length < ring.length) return 'a position must be two numbers: longitude, then latitude';
  const beyond = positions.find(([long, lat]) => Math.abs(long) > 180 || Math.abs(lat) > 90);
  if (beyond) {
    const swapped = Math.abs(beyond[0]) <= 90 ? '; are they the wrong way round?' : '';
    return `${beyond[0]}, ${beyond[1]} is no longitude and latitude${swapped}`;
  }
  if (positions.length < 4) return `a ring must have four positions or more, one has ${positions.length}`;
  const [first, last] = [positions[0]!, positions.at(-1)!];
  return first[0] === last[0] && first[1] === last[1] ? undefined : `a ring must end where it begins, at ${first.join(', ')}`;
}

function isPosition(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length >= 2 && value.slice(0, 2).every((each) => Number.isFinite(each));
}
