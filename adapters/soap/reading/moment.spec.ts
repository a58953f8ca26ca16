import { plainToInstance } from 'class-transformer';
import { parseXml } from '../../../src/adapter-kit/xml/xml.js';
import { SoapMoment } from '../settings/status-settings.js';
import { MomentReader, written } from './moment.js';

function read(text: string, settings: object, timeText?: string) {
  const body = parseXml(`<r><d>${text}</d>${timeText === undefined ? '' : `<t>${timeText}</t>`}</r>`);
  const moment = plainToInstance(SoapMoment, { path: 'd', time: timeText === undefined ? undefined : 't', ...settings });
  const found = new MomentReader(moment, { timeZone: 'Europe/London', tables: {} }).read({ body });
  return found && ('at' in found ? found.at.toISOString() : `unreadable: ${found.unreadable}`);
}

it.each([
  ['2026-06-01T10:00:00Z', {}, '2026-06-01T10:00:00.000Z'],
  ['2026-06-01T10:00:00', {}, '2026-06-01T09:00:00.000Z'],
  ['2026-06-01 10:00:00', {}, '2026-06-01T09:00:00.000Z'],
  ['2026-01-01T10:00:00', { zone: 'Asia/Kolkata' }, '2026-01-01T04:30:00.000Z'],
  ['01/06/2026 10:00', { format: 'dd/MM/yyyy HH:mm' }, '2026-06-01T09:00:00.000Z'],
  ['1 Jun 2026 1:05 PM', { format: 'd MMM yyyy h:mm a' }, '2026-06-01T12:05:00.000Z'],
  ['2026-06-01', { format: ['dd/MM/yyyy', 'yyyy-MM-dd'] }, '2026-05-31T23:00:00.000Z'],
  ['1780300800', { format: 'epoch-s' }, '2026-06-01T08:00:00.000Z'],
  ['1780300800123', { format: 'epoch-ms' }, '2026-06-01T08:00:00.123Z'],
  ['/Date(1780300800123+0100)/', { match: '\\d+', format: 'epoch-ms' }, '2026-06-01T08:00:00.123Z'],
  ['2026-06-01T10:00:00Z', { clockAheadSeconds: 120 }, '2026-06-01T09:58:00.000Z'],
  ['2026-03-29T01:30:00', {}, '2026-03-29T01:30:00.000Z'],
  ['31/02/2026 10:00', { format: 'dd/MM/yyyy HH:mm' }, 'unreadable: 31/02/2026 10:00'],
  ['yesterday', {}, 'unreadable: yesterday'],
  ['', {}, undefined],
])('%j as %j is %s', (text, settings, expected) => {
  expect(read(text, settings)).toBe(expected);
});

it.each([
  ['2026-06-01T00:00:00', '1900-01-01T10:30:00', {}, '2026-06-01T09:30:00.000Z'],
  ['2026-06-01', '10:30', {}, '2026-06-01T09:30:00.000Z'],
  ['01/06/2026', '10:30:15', { format: 'dd/MM/yyyy', timeFormat: 'HH:mm:ss' }, '2026-06-01T09:30:15.000Z'],
  ['2026-06-01', 'soon', {}, 'unreadable: 2026-06-01 soon'],
])('the date of %j with the time of %j is %s', (date, time, settings, expected) => {
  expect(read(date, settings, time)).toBe(expected);
});

it.each([
  ['iso', '2026-06-01T09:00:00.000Z'],
  ['epoch-s', '1780304400'],
  ['epoch-ms', '1780304400000'],
  ['dd/MM/yyyy HH:mm', '01/06/2026 10:00'],
])('is written as %s: %s', (format, expected) => {
  expect(written(new Date('2026-06-01T09:00:00Z'), format, 'Europe/London')).toBe(expected);
});
