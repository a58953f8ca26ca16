import { maskContacts } from './contact-mask.js';

it.each([
  ['Call (617) 635-4500 or 617.635.4500 now', 'US', 'Call [phone number removed] or [phone number removed] now'],
  ['ring 020 7946 0018, flat 3', 'GB', 'ring [phone number removed], flat 3'],
  ['Tel. 0228 775000 bitte', 'DE', 'Tel. [phone number removed] bitte'],
  ['+44 20 7946 0958', 'US', '[phone number removed]'],
  ['+44 20 7946 0958 from abroad', undefined, '[phone number removed] from abroad'],
  ['a number of no country, +999 123 4567', undefined, 'a number of no country, [phone number removed]'],
  ['mail jo.o+x@mail.example.org, please', undefined, 'mail [e-mail address removed], please'],
  ['<größe@münchen.example>', undefined, '<[e-mail address removed]>'],
])('%j (%s)', (text, country, masked) => {
  expect(maskContacts(text, country)).toBe(masked);
});

it.each([
  'Report 26-00000042 of 2026-03-02T10:30, pole 4417, 12 Mill Lane',
  'at 42.3601, -71.0589',
  'MA 02118-1234',
  'meet @ noon, a@b, 3@4',
])('leaves what is neither: %j', (text) => {
  expect(maskContacts(text, 'US')).toBe(text);
});

it('reads a long text of nothing but beginnings once', () => {
  const texts = [
    'a'.repeat(200_000) + '@',
    'a@'.repeat(100_000),
    '1'.repeat(5) + ' '.repeat(200_000),
    'a.'.repeat(100_000) + '@',
  ];
  for (const text of texts) expect(maskContacts(text, 'US')).toBe(text);
});
