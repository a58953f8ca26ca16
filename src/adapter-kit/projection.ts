import proj4, { type Converter } from 'proj4';
import type { Point } from '../domain/service-request.js';

/** National and state grids that cities use and proj4 does not bring along. Metres, but 2249: US survey feet. */
const GRIDS: Readonly<Record<string, string>> = {
  'EPSG:27700':
    '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs',
  'EPSG:2157':
    '+proj=tmerc +lat_0=53.5 +lon_0=-8 +k=0.99982 +x_0=600000 +y_0=750000 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs',
  'EPSG:2249':
    '+proj=lcc +lat_1=42.68333333333333 +lat_2=41.71666666666667 +lat_0=41 +lon_0=-71.5 +x_0=200000.0001016002 +y_0=750000 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=us-ft +no_defs',
};

/** Between GeoReport's WGS84 degrees and a CRM's own grid. */
export class Projection {
  private readonly converter: Converter;

  /** @param definition an EPSG code (`EPSG:27700`) or a proj string. @throws Error for one that proj4 does not know. */
  constructor(definition: string) {
    this.converter = proj4('WGS84', GRIDS[definition.toUpperCase()] ?? definition);
  }

  /** Easting and northing (or longitude and latitude), in the grid's unit. */
  project({ lat, long }: Point): { readonly x: number; readonly y: number } {
    const [x, y] = this.converter.forward([long, lat]);
    return { x, y };
  }

  /** The way back. Values that lie in no grid come out as numbers that aren't finite. */
  unproject({ x, y }: { readonly x: number; readonly y: number }): Point {
    const [long, lat] = this.converter.inverse([x, y]);
    return { lat, long };
  }
}

export function isProjection(definition: unknown): boolean {
  try {
    return typeof definition === 'string' && new Projection(definition) instanceof Projection;
  } catch {
    return false;
  }
}
