import { numberedId } from './public-id.js';

const newYearInLondon = new Date('2026-01-01T02:00:00Z');

it('writes year and number by the pattern', () => {
  expect(numberedId('YY-NNNNNNNN', 42, new Date('2026-06-01T00:00:00Z'), 'UTC')).toBe('26-00000042');
  expect(numberedId('SR-YYYY-NNNN', 12345, new Date('2026-06-01T00:00:00Z'), 'UTC')).toBe('SR-2026-12345');
});

it('takes the year of the city, not of the server', () => {
  expect(numberedId('YY-NN', 1, newYearInLondon, 'America/New_York')).toBe('25-01');
  expect(numberedId('YY-NN', 1, newYearInLondon, 'Europe/London')).toBe('26-01');
});
