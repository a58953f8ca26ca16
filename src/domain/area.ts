import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import Flatbush from 'flatbush';
import type { Polygon, Position } from 'geojson';
import type { Point } from './service-request.js';

/** Where something is offered: polygons of WGS84 longitudes and latitudes (RFC 7946). The border belongs to it. */
export class Area {
  // Private in JavaScript too: settings are frozen as far as one can see into them.
  readonly #polygons: readonly Polygon[];
  readonly #boxes: Flatbush;

  /** @param polygons at least one, each an outer ring and then its holes, all closed. */
  constructor(polygons: readonly Position[][][]) {
    this.#polygons = polygons.map((coordinates) => ({ type: 'Polygon', coordinates }));
    this.#boxes = new Flatbush(polygons.length);
    for (const [outer] of polygons) {
      const [longs, lats] = [outer!.map(([long]) => long!), outer!.map(([, lat]) => lat!)];
      this.#boxes.add(least(longs), least(lats), greatest(longs), greatest(lats));
    }
    this.#boxes.finish();
  }

  /** What it is made of, so that a change of it can be told. */
  toJSON(): readonly Polygon[] {
    return this.#polygons;
  }

  contains({ lat, long }: Point): boolean {
    return this.#boxes.search(long, lat, long, lat).some((index) => booleanPointInPolygon([long, lat], this.#polygons[index]!));
  }
}

/** `Math.min(...values)` has a limit that a coast line exceeds. */
const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b));
