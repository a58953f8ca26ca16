import { numberClaimed, numberPlace } from './public-id.js';

const summer = new Date('2026-06-01T00:00:00Z');
const newYearInLondon = new Date('2026-01-01T02:00:00Z');

it('reads year and number by the pattern', () => {
  expect(numberPlace('YY-NNNNNNNN', summer, 'UTC')).toEqual({ before: '26-', width: 8, after: '' });
  expect(numberPlace('SR-YYYY-NNNN', summer, 'UTC')).toEqual({ before: 'SR-2026-', width: 4, after: '' });
  expect(numberPlace('NNN-YY-SR', summer, 'UTC')).toEqual({ before: '', width: 3, after: '-26-SR' });
});

it('takes the year of the city, not of the server', () => {
  expect(numberPlace('YY-NN', newYearInLondon, 'America/New_York').before).toBe('25-');
  expect(numberPlace('YY-NN', newYearInLondon, 'Europe/London').before).toBe('26-');
});

it.each([
  ['YY-NNNN', '26-0042', 42],
  ['YY-NNNN', '27-0042', 42],
  ['YY-NNNN', '15-0042', undefined],
  ['YY-NNNN', '26-00042', undefined],
  ['YY-NNNN', '26-12345', 12_345],
  ['SR.YYYY/NN', 'SR.2026/07', 7],
  ['SR.YYYY/NN', 'SRx2026/07', undefined],
  ['NNNN', '101001240735', 101_001_240_735],
  ['NNNN', '12', undefined],
  ['NNNN', 'A-0001', undefined],
])('of the pattern %s, %s stands for the number %s in 2026', (pattern, id, number) => {
  expect(numberClaimed(pattern, id, new Date('2026-05-01T12:00:00Z'), 'UTC')).toBe(number);
});
