import { expectedAt, type ServiceLevel, type WorkingTime } from './working-time.js';

const NEW_YORK = 'America/New_York';
const WORKING: WorkingTime = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
  holidays: ['2026-07-03', '12-25'],
};

// 2026-03-02 is a Monday; on 2026-03-08 clocks go forward there.
it.each<[string, string, ServiceLevel, string]>([
  ['the day of the report does not count', '2026-03-02T10:00:00-05:00', { workingDays: 2 }, '2026-03-04T17:00:00-05:00'],
  [
    'nor does a weekend, nor an hour that the clock leaves out',
    '2026-03-05T23:30:00-05:00',
    { workingDays: 2 },
    '2026-03-09T17:00:00-04:00',
  ],
  ['the day is that of the city', '2026-03-03T03:00:00Z', { workingDays: 1 }, '2026-03-03T17:00:00-05:00'],
  ['a report of a Saturday', '2026-03-07T12:00:00-05:00', { workingDays: 5 }, '2026-03-13T17:00:00-04:00'],
  ['a holiday of this year', '2026-07-02T12:00:00-04:00', { workingDays: 1 }, '2026-07-06T17:00:00-04:00'],
  ['a holiday of every year', '2026-12-24T12:00:00-05:00', { workingDays: 1 }, '2026-12-28T17:00:00-05:00'],
  ['no days at all: the same evening', '2026-03-02T10:00:00-05:00', { workingDays: 0 }, '2026-03-02T17:00:00-05:00'],
  ['working hours go on the next morning', '2026-03-02T15:00:00-05:00', { workingHours: 4 }, '2026-03-03T11:00:00-05:00'],
  ['working hours begin when the city does', '2026-03-07T08:00:00-05:00', { workingHours: 1.5 }, '2026-03-09T10:30:00-04:00'],
  ['hours by the clock', '2026-03-07T20:00:00-05:00', { hours: 24 }, '2026-03-08T21:00:00-04:00'],
])('%s', (_what, reported, level, expected) => {
  expect(expectedAt(new Date(reported), level, WORKING, NEW_YORK)).toEqual(new Date(expected));
});

it('a city that never works keeps nobody for ever', () => {
  const never = { ...WORKING, days: [] };
  expect(expectedAt(new Date('2026-03-02T10:00:00Z'), { workingHours: 1 }, never, NEW_YORK).getFullYear()).toBe(2031);
});
