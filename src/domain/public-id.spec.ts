import { numberPlace } from './public-id.js';

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
