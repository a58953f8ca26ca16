import { parseDateTime } from './date-time.js';

describe('parseDateTime', () => {
  it.each([
    ['2024-05-03T14:02:11.000Z', 'Europe/London', '2024-05-03T14:02:11.000Z'],
    ['2024-05-03T14:02:11+02:00', 'Europe/London', '2024-05-03T12:02:11.000Z'],
    [' 2024-05-03T14:02:11 ', 'Europe/London', '2024-05-03T13:02:11.000Z'],
    ['2024-01-03T14:02:11.5', 'Europe/London', '2024-01-03T14:02:11.500Z'],
    ['2024-05-03T14:02:11', 'America/New_York', '2024-05-03T18:02:11.000Z'],
    ['2024-03-31T00:30:00', 'Europe/London', '2024-03-31T00:30:00.000Z'],
    ['2024-03-31T02:30:00', 'Europe/London', '2024-03-31T01:30:00.000Z'],
    ['2024-10-27T03:30:00', 'Europe/Berlin', '2024-10-27T02:30:00.000Z'],
  ])('reads %s in %s as %s', (text, zone, expected) => {
    expect(parseDateTime(text, zone)?.toISOString()).toBe(expected);
  });

  it.each(['', '2024-05-03', 'yesterday', '2024-13-40T99:00:00Z', undefined])('makes nothing of %j', (text) => {
    expect(parseDateTime(text, 'UTC')).toBeUndefined();
  });
});
