import { parseDate } from './dates.js';

const read = (text: string, day: 'start' | 'end' = 'start', zone = 'America/New_York') =>
  parseDate(text, zone, day)?.toISOString();

it.each([
  ['2026-03-02T08:15:30Z', '2026-03-02T08:15:30.000Z'],
  ['2026-03-02t08:15:30z', '2026-03-02T08:15:30.000Z'],
  ['2026-03-02T08:15:30+01:00', '2026-03-02T07:15:30.000Z'],
  ['2026-03-02T08:15:30-0530', '2026-03-02T13:45:30.000Z'],
  ['2026-03-02T08:15:30 01:00', '2026-03-02T07:15:30.000Z'],
  ['2026-03-02T08:15:30.999Z', '2026-03-02T08:15:30.000Z'],
  ['2026-03-02T08:15:30', '2026-03-02T13:15:30.000Z'],
  ['2026-07-02T08:15:30', '2026-07-02T12:15:30.000Z'],
])('DATE-4: %s is %s', (text, instant) => expect(read(text)).toBe(instant));

it('DATE-4: a date alone is the first second of its day as a start and the last as an end, in the city', () => {
  expect([read('2026-03-02', 'start'), read('2026-03-02', 'end')]).toEqual([
    '2026-03-02T05:00:00.000Z',
    '2026-03-03T04:59:59.000Z',
  ]);
});

it('DATE-4: the day on which clocks change has its own length', () => {
  expect([read('2026-03-08', 'start'), read('2026-03-08', 'end')]).toEqual([
    '2026-03-08T05:00:00.000Z',
    '2026-03-09T03:59:59.000Z',
  ]);
});

it.each([
  '2026-02-31',
  '2026-02-29T00:00:00Z',
  '2026-13-01',
  '2026-00-10',
  '2026-03-02T24:00:00Z',
  '2026-03-02T08:60:00Z',
  '0020-03-02',
  '2026-03-02T08:15:30+25:00',
  '2026-03-02T08:15:30+01:75',
  '2.3.2026',
  'yesterday',
  '1772439330',
  '',
])('DATE-5: %s is no date', (text) => expect(read(text)).toBeUndefined());
