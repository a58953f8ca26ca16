import { moment, momentText } from './open311.moments.js';
import { entriesOf } from './open311.records.js';

it.each<['json' | 'xml', string]>([
  [
    'json',
    '[{"service_request_id": 7, "status": "open", "status_notes": null, "address": "", "media_url": "https://a.example/1.jpg"}]',
  ],
  ['json', '{"service_request_id": "7", "status": "open", "media_url": ["https://a.example/1.jpg"]}'],
  [
    'xml',
    '<?xml version="1.0"?><service_requests><request><service_request_id>7</service_request_id><status>open</status><status_notes/><media_url><media_url>https://a.example/1.jpg</media_url></media_url></request></service_requests>',
  ],
])('one report is read alike, whatever server wrote it (%s)', (format, text) => {
  expect(entriesOf(text, format)).toEqual([
    { fields: { service_request_id: '7', status: 'open' }, mediaUrls: ['https://a.example/1.jpg'] },
  ]);
});

it.each<['json' | 'xml', string]>([
  ['json', '"sorry"'],
  ['json', '<html></html>'],
  ['json', '[1]'],
  ['xml', '{"a": 1}'],
  ['xml', '<!DOCTYPE html><html></html>'],
  ['xml', '<html><head><title>404</title></head><body><h1>Not Found</h1></body></html>'],
])('what no GeoReport server answers is refused (%s: %s)', (format, text) => {
  expect(() => entriesOf(text, format)).toThrow();
});

it.each([
  ['2026-03-02T08:15:30Z', '2026-03-02T08:15:30Z'],
  ['2026-03-02T08:15:30.75+02:00', '2026-03-02T06:15:30Z'],
  ['2026-03-02T08:15:30', '2026-03-02T08:15:30Z'],
  ['2026-03-02 08:15:30-0500', '2026-03-02T13:15:30Z'],
])('DATE-1: %s is read', (text, seconds) => {
  expect(momentText(moment(text)!)).toBe(seconds);
});

it.each(['', 'yesterday', '02/03/2026', '2026-99-02T08:15:30Z'])('%j is no date', (text) => {
  expect(moment(text)).toBeUndefined();
});
