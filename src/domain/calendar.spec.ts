import { type Calendar, closedUntil, neverOpen, type QuietHours } from './calendar.js';

const NEW_YORK = 'America/New_York';
/** The end as the city's clock shows it with its offset, so that a reader can check it; `open` when it is. */
function end(calendar: Partial<Calendar>, now: string, zone = NEW_YORK): string {
  const until = closedUntil({ quietHours: [], maintenance: [], ...calendar }, zone, new Date(now));
  return until ? until.toISOString().replace(':00.000Z', 'Z') : 'open';
}
const quiet = (...quietHours: QuietHours[]) => ({ quietHours });
const window = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });

describe('quiet hours', () => {
  const night = quiet({ from: '22:00', to: '06:00' });

  it.each([
    ['before them', '2026-07-01T21:59:59-04:00', 'open'],
    ['when they begin', '2026-07-01T22:00:00-04:00', '2026-07-02T10:00Z'],
    ['after midnight', '2026-07-02T03:00:00-04:00', '2026-07-02T10:00Z'],
    ['in the last second', '2026-07-02T05:59:59-04:00', '2026-07-02T10:00Z'],
    ['when they end', '2026-07-02T06:00:00-04:00', 'open'],
  ])('over midnight, %s', (_, now, expected) => expect(end(night, now)).toBe(expected));

  it('of a day belong to the day on which they begin', () => {
    const friday = quiet({ days: ['fri'], from: '22:00', to: '06:00' });
    // 2026-07-03 is a Friday.
    expect(end(friday, '2026-07-03T02:00:00-04:00')).toBe('open');
    expect(end(friday, '2026-07-03T23:00:00-04:00')).toBe('2026-07-04T10:00Z');
    expect(end(friday, '2026-07-04T02:00:00-04:00')).toBe('2026-07-04T10:00Z');
    expect(end(friday, '2026-07-04T23:00:00-04:00')).toBe('open');
  });

  it('are read on the clock of the city', () => {
    expect(end(night, '2026-07-01T22:30:00Z', 'UTC')).toBe('2026-07-02T06:00Z');
    expect(end(night, '2026-07-01T22:30:00Z', NEW_YORK)).toBe('open');
    expect(end(night, '2026-07-01T22:30:00Z', 'Asia/Kathmandu')).toBe('2026-07-02T00:15Z');
  });

  it('from a time to the same time are a whole day', () => {
    expect(end(quiet({ days: ['sat'], from: '00:00', to: '00:00' }), '2026-07-04T12:00:00-04:00')).toBe('2026-07-05T04:00Z');
  });
});

describe('when the clock is set forward, from 02:00 to 03:00', () => {
  const on = (from: string, to: string) => quiet({ from, to });

  it('a night is an hour shorter', () => {
    expect(end(on('22:00', '06:00'), '2026-03-07T23:00:00-05:00')).toBe('2026-03-08T10:00Z');
  });

  it('hours that begin or end at a time the clock jumps over do so at the jump', () => {
    expect(end(on('02:30', '05:00'), '2026-03-08T06:59:59Z')).toBe('open');
    expect(end(on('02:30', '05:00'), '2026-03-08T07:00:00Z')).toBe('2026-03-08T09:00Z');
    expect(end(on('22:00', '02:30'), '2026-03-08T06:59:00Z')).toBe('2026-03-08T07:00Z');
    expect(end(on('22:00', '02:30'), '2026-03-08T07:00:00Z')).toBe('open');
  });

  it('hours that it jumps over whole are none that day', () => {
    const skipped = on('02:10', '02:50');
    expect(['06:15', '06:59', '07:00', '07:15'].map((time) => end(skipped, `2026-03-08T${time}:00Z`))).toEqual(
      Array<string>(4).fill('open'),
    );
    expect(end(skipped, '2026-03-09T06:15:00Z')).toBe('2026-03-09T06:50Z');
  });

  it('midnight may be what it jumps over', () => {
    // Beirut goes from 00:00 to 01:00.
    const day = quiet({ days: ['sun'], from: '00:00', to: '12:00' });
    expect(end(day, '2026-03-28T21:59:00Z', 'Asia/Beirut')).toBe('open');
    expect(end(day, '2026-03-28T22:00:00Z', 'Asia/Beirut')).toBe('2026-03-29T09:00Z');
    expect(end(quiet({ from: '20:00', to: '00:00' }), '2026-03-28T21:00:00Z', 'Asia/Beirut')).toBe('2026-03-28T22:00Z');
  });
});

describe('when the clock is set back, from 02:00 to 01:00', () => {
  it('a night is an hour longer', () => {
    expect(end(quiet({ from: '22:00', to: '06:00' }), '2026-10-31T23:00:00-04:00')).toBe('2026-11-01T11:00Z');
  });

  it('hours begin the first time their beginning shows, and end the last time their end does', () => {
    const twice = quiet({ from: '01:15', to: '01:45' });
    expect(end(twice, '2026-11-01T05:14:00Z')).toBe('open');
    expect(end(twice, '2026-11-01T05:15:00Z')).toBe('2026-11-01T06:45Z');
    expect(end(twice, '2026-11-01T05:50:00Z')).toBe('2026-11-01T06:45Z');
    expect(end(twice, '2026-11-01T06:45:00Z')).toBe('open');
    expect(end(quiet({ from: '22:00', to: '01:30' }), '2026-11-01T05:40:00Z')).toBe('2026-11-01T06:30Z');
  });
});

describe('the whole closed stretch', () => {
  it('goes over windows that overlap and windows that meet', () => {
    const calendar = {
      ...quiet({ from: '22:00', to: '06:00' }, { from: '06:00', to: '07:00' }, { from: '06:30', to: '08:00' }),
      maintenance: [window('2026-07-02T08:00:00-04:00', '2026-07-02T23:00:00-04:00')],
    };
    expect(end(calendar, '2026-07-01T22:30:00-04:00')).toBe('2026-07-03T12:00Z');
  });

  it('ends where the first minute is open', () => {
    const calendar = quiet({ from: '22:00', to: '06:00' }, { from: '06:01', to: '09:00' });
    expect(end(calendar, '2026-07-01T23:00:00-04:00')).toBe('2026-07-02T10:00Z');
  });

  it('may be a week but for an hour', () => {
    const calendar = quiet(
      { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], from: '00:00', to: '00:00' },
      { days: ['sun'], from: '00:00', to: '02:00' },
      { days: ['sun'], from: '03:00', to: '00:00' },
    );
    // The hour from 02:00 is the one that the clock jumps over on 8 March: the stretch lasts a fortnight.
    expect(end(calendar, '2026-03-02T12:00:00-05:00')).toBe('2026-03-15T06:00Z');
  });

  it('of maintenance alone is its own, both ends as announced', () => {
    const calendar = { maintenance: [window('2026-12-05T22:00:00-05:00', '2026-12-06T04:00:00-05:00')] };
    expect(end(calendar, '2026-12-06T02:59:59Z')).toBe('open');
    expect(end(calendar, '2026-12-06T03:00:00Z')).toBe('2026-12-06T09:00Z');
    expect(end(calendar, '2026-12-06T09:00:00Z')).toBe('open');
  });

  it('has an end even where nothing is ever open', () => {
    expect(closedUntil({ ...quiet({ from: '00:00', to: '00:00' }), maintenance: [] }, NEW_YORK, new Date())).toBeInstanceOf(Date);
  });
});

it('knows hours that leave nothing open', () => {
  expect(neverOpen([{ from: '06:00', to: '06:00' }])).toBe(true);
  expect(
    neverOpen([
      { from: '06:00', to: '22:00' },
      { from: '21:00', to: '06:30' },
    ]),
  ).toBe(true);
  expect(
    neverOpen([
      { from: '06:00', to: '22:00' },
      { from: '22:01', to: '06:00' },
    ]),
  ).toBe(false);
  expect(neverOpen([{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], from: '00:00', to: '00:00' }])).toBe(false);
  expect(neverOpen([])).toBe(false);
});
