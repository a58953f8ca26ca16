import type { Value } from './document.js';
import { render, renderInPieces } from './render.js';

const items = (count: number): Value[] =>
  Array.from({ length: count }, (_, n) => ({
    service_request_id: String(n),
    description: n % 7 === 0 ? `<b> & \u0001\r\n ${n}` : null,
  }));
const inPieces = (count: number, format: 'xml' | 'json') => [
  ...renderInPieces({ root: 'service_requests', items: items(count) }, format),
];

it.each([0, 1, 50, 51, 120])('MAP-6: a list of %d is the same in pieces as in one, in both formats', (count) => {
  for (const format of ['xml', 'json'] as const)
    expect(inPieces(count, format).join('')).toBe(render({ root: 'service_requests', body: items(count) }, format));
});

it('no piece of a long list holds more than a small part of it', () => {
  const pieces = inPieces(1_000, 'json');
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(pieces.join('').length / 15);
});
