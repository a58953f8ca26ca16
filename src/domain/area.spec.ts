import { Area } from './area.js';

const square = (west: number, south: number, size: number): [number, number][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const at = (long: number, lat: number) => ({ lat, long });

it('holds what is inside and on the border, and nothing in a hole or outside', () => {
  const area = new Area([[square(0, 0, 10), square(4, 4, 2)]]);
  expect([at(1, 1), at(0, 5), at(10, 10)].map((point) => area.contains(point))).toEqual([true, true, true]);
  expect([at(5, 5), at(11, 5), at(-1, -1)].map((point) => area.contains(point))).toEqual([false, false, false]);
});

it('holds what any of its polygons holds', () => {
  const area = new Area([[square(0, 0, 1)], [square(20, 40, 1)], [square(-71.2, 42.2, 0.3)]]);
  expect([at(0.5, 0.5), at(20.5, 40.5), at(-71.0589, 42.3601)].map((point) => area.contains(point))).toEqual([true, true, true]);
  expect(area.contains(at(10, 10))).toBe(false);
});

it('takes a coast line of many positions', () => {
  const ring = Array.from({ length: 200_000 }, (_, n) => [Math.cos((n / 100_000) * Math.PI), Math.sin((n / 100_000) * Math.PI)]);
  const area = new Area([[[...ring, ring[0]!]]]);
  expect([area.contains(at(0.7, 0.7)), area.contains(at(0.72, 0.72))]).toEqual([true, false]);
});
