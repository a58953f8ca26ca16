import { validated } from '../../../test/adapter-kit/adapter-bench.js';
import { DateRule, SplitDateRule } from './date-rule.js';
import { Dates, laterThan, SplitDates } from './dates.js';

type Given = Readonly<Record<string, unknown>>;
const dates = (rule: Given) => new Dates(validated(DateRule, rule));
const split = (rule: Given) => new SplitDates(validated(SplitDateRule, rule));
const london = { timeZone: 'Europe/London' };

it.each<[string, Given, string, string]>([
  ['ISO 8601', {}, '2026-07-01T10:20:30Z', '2026-07-01T10:20:30Z'],
  ['ISO 8601 in the zone', london, '2026-07-01T10:20:30Z', '2026-07-01T11:20:30+01:00'],
  ['local time in summer', { ...london, patterns: ['iso-local'] }, '2026-07-01T10:20:30Z', '2026-07-01T11:20:30'],
  ['local time in winter', { ...london, patterns: ['iso-local'] }, '2026-01-01T10:20:30Z', '2026-01-01T10:20:30'],
  ['a pattern', { ...london, patterns: ['dd/MM/yyyy HH:mm:ss'] }, '2026-07-01T22:20:30Z', '01/07/2026 23:20:30'],
  [
    'a pattern of another country',
    { timeZone: 'America/New_York', patterns: ['M/d/yyyy h:mm:ss a'] },
    '2026-07-01T22:20:30Z',
    '7/1/2026 6:20:30 PM',
  ],
  ['names of months', { patterns: ['d MMM yyyy HH:mm:ss'], locale: 'de' }, '2026-10-01T10:20:30Z', '1 Okt. 2026 10:20:30'],
  ['no separators', { patterns: ['yyyyMMddHHmmss'] }, '2026-07-01T10:20:30Z', '20260701102030'],
  ['seconds', { patterns: ['epoch-s'] }, '2026-07-01T10:20:30Z', '1782901230'],
  ['milliseconds', { patterns: ['epoch-ms'] }, '2026-07-01T10:20:30Z', '1782901230000'],
  ['a clock that is two minutes behind', { clockAheadSeconds: -120 }, '2026-07-01T10:20:30Z', '2026-07-01T10:18:30Z'],
])('%s is written and read back as the same moment', (_what, rule, moment, text) => {
  expect(dates(rule).write(new Date(moment))).toBe(text);
  expect(dates(rule).read(` ${text}\n`)).toEqual(new Date(moment));
});

it.each<[string, Given, string, string | undefined]>([
  ['an offset in the text counts, not the zone', london, '2026-07-01T10:00:00+05:00', '2026-07-01T05:00:00Z'],
  [
    'unless it is one of those that mean nothing',
    { ...london, patterns: ['iso-local'] },
    '2026-07-01T10:00:00Z',
    '2026-07-01T09:00:00Z',
  ],
  ['the second pattern is tried', { patterns: ['dd/MM/yyyy HH:mm', 'dd/MM/yyyy'] }, '01/07/2026', '2026-07-01T00:00:00Z'],
  ['a date alone is its first moment', london, '2026-07-01', '2026-06-30T23:00:00Z'],
  ['a day that there is not', {}, '2026-02-30T10:00:00Z', undefined],
  ['another pattern', { patterns: ['dd/MM/yyyy'] }, '2026-07-01', undefined],
  ['words', {}, 'yesterday', undefined],
  ['nothing', {}, '  ', undefined],
  ['a time that comes twice is the earlier', london, '2026-10-25T01:30:00', '2026-10-25T00:30:00Z'],
  ['or the later where the rule says so', { ...london, repeated: 'later' }, '2026-10-25T01:30:00', '2026-10-25T01:30:00Z'],
  ['but what names its offset is neither', london, '2026-10-25T01:30:00+00:00', '2026-10-25T01:30:00Z'],
  ['nor the other', { ...london, repeated: 'later' }, '2026-10-25T01:30:00+01:00', '2026-10-25T00:30:00Z'],
  ['a time that never comes is moved by the change', london, '2026-03-29T01:30:00', '2026-03-29T01:30:00Z'],
  ['a change at midnight', { timeZone: 'America/Santiago' }, '2026-09-06T00:30:00', '2026-09-06T04:30:00Z'],
])('read: %s', (_what, rule, text, moment) => {
  expect(dates(rule).read(text)?.toISOString()).toBe(moment && new Date(moment).toISOString());
});

describe('a date and a time in a field each', () => {
  it('are written and read together', () => {
    const rule = { ...london, date: 'dd/MM/yyyy', time: 'HH:mm', clockAheadSeconds: -120 };
    const at = new Date('2026-06-30T23:01:00Z');
    expect(split(rule).write(at)).toEqual({ date: '30/06/2026', time: '23:59' });
    expect(split(rule).read('30/06/2026', '23:59')).toEqual(at);
  });

  it('are read out of fields that each look like a whole moment', () => {
    const rule = { ...london, date: 'iso-local', time: 'iso-local' };
    expect(split(rule).read('2026-07-01T00:00:00', '1899-12-30T14:05:06')).toEqual(new Date('2026-07-01T13:05:06Z'));
  });

  it('keep summer time out of what is only a time of day', () => {
    const rule = { ...london, time: 'HH:mm:ss', repeated: 'later' };
    expect(split(rule).read('2026-10-25', '01:30:00')).toEqual(new Date('2026-10-25T01:30:00Z'));
    expect(split(rule).read('2026-03-29', '01:30:00')).toEqual(new Date('2026-03-29T01:30:00Z'));
  });

  it('are the beginning of the day without a time, and nothing without a date', () => {
    expect(split(london).read('2026-07-01', undefined)).toEqual(new Date('2026-06-30T23:00:00Z'));
    expect(split(london).read(undefined, '10:00:00')).toBeUndefined();
    expect(split(london).read('2026-07-01', 'noon')).toBeUndefined();
  });
});

it.each([
  ['2026-07-01T10:00:00.000Z', undefined, 1000, '2026-07-01T10:00:00.000Z'],
  ['2026-07-01T10:00:00.000Z', '2026-07-01T09:00:00.000Z', 1000, '2026-07-01T10:00:00.000Z'],
  ['2026-07-01T10:00:00.900Z', '2026-07-01T10:00:00.100Z', 1000, '2026-07-01T10:00:01.000Z'],
  ['2026-07-01T10:00:00.900Z', '2026-07-01T10:00:00.100Z', 100, '2026-07-01T10:00:00.900Z'],
  ['2026-07-01T09:00:00.000Z', '2026-07-01T10:00:30.000Z', 60_000, '2026-07-01T10:01:00.000Z'],
])('%s after %s, told apart by %d ms, is %s', (at, last, step, later) => {
  expect(laterThan(new Date(at), last === undefined ? undefined : new Date(last), step).toISOString()).toBe(later);
});

it.each([
  [{ patterns: ['nothing to see'] }, /patterns: must be patterns of Luxon/],
  [{ patterns: [] }, /patterns/],
  [{ patterns: ['dd/MM/yyyy', "'only words'"] }, /patterns/],
  [{ timeZone: 'Mars/Base' }, /timeZone/],
  [{ repeated: 'both' }, /repeated: must be one of/],
])('%j is refused at start', (rule, reason) => {
  expect(() => validated(DateRule, rule)).toThrow(reason);
});
