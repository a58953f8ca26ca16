import { isProjection, Projection } from './projection.js';

describe('Projection', () => {
  it('puts the Caister water tower within ten metres of its British grid reference, as a seven-parameter shift can', () => {
    const { x, y } = new Projection('EPSG:27700').project({ lat: 52.658007833, long: 1.716073973 });
    expect(Math.hypot(x - 651_409.8, y - 313_177.4)).toBeLessThan(10);
  });

  it.each([
    ['the origin of Irish Transverse Mercator', 'EPSG:2157', { lat: 53.5, long: -8 }, { x: 600_000, y: 750_000 }],
    [
      'the origin of the Massachusetts grid, in US survey feet',
      'EPSG:2249',
      { lat: 41, long: -71.5 },
      { x: 656_166.667, y: 2_460_625 },
    ],
    ['degrees as they are', 'EPSG:4326', { lat: 51.5, long: -0.1 }, { x: -0.1, y: 51.5 }],
    ['a grid given by its proj string', '+proj=utm +zone=31 +datum=WGS84', { lat: 0, long: 3 }, { x: 500_000, y: 0 }],
  ])('knows %s', (_name, definition, point, expected) => {
    const { x, y } = new Projection(definition).project(point);
    expect(x).toBeCloseTo(expected.x, 2);
    expect(y).toBeCloseTo(expected.y, 2);
  });

  it.each(['EPSG:27700', 'EPSG:2249', 'EPSG:4326'])('comes back from %s to where it set out', (definition) => {
    const projection = new Projection(definition);
    const set = definition === 'EPSG:2249' ? { lat: 42.1, long: -71.2 } : { lat: 51.65231, long: -0.08113 };
    const back = projection.unproject(projection.project(set));
    expect(back.lat).toBeCloseTo(set.lat, 6);
    expect(back.long).toBeCloseTo(set.long, 6);
  });

  it.each(['EPSG:27700', 'epsg:27700', 'EPSG:3857', '+proj=longlat +datum=WGS84'])('accepts %s', (definition) => {
    expect(isProjection(definition)).toBe(true);
  });

  it.each(['EPSG:999999', 'British grid', '+proj=nothing', '', undefined, 27700])('refuses %j', (definition) => {
    expect(isProjection(definition)).toBe(false);
  });
});
