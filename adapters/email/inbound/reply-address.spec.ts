import { ReplyAddresses } from './reply-address.js';

const addresses = new ReplyAddresses('311@riverton.example', 'a-secret-of-the-city', '+');

it('gives a report an address from which the report is told', () => {
  const address = addresses.addressFor('26-00000001');
  expect(address).toMatch(/^311\+26-00000001\.[0-9a-f]{12}@riverton\.example$/);
  expect(addresses.requestOf(address)).toBe('26-00000001');
});

it('knows it in small letters and in capitals, as servers on the way write it', () => {
  const address = addresses.addressFor('AB-00000001');
  expect(addresses.requestOf(address.toLowerCase())).toBe('AB-00000001');
  expect(addresses.requestOf(address.toUpperCase())).toBe('AB-00000001');
});

it.each([
  ['a guess', '311+26-00000001.000000000000@riverton.example'],
  ['no proof at all', '311+26-00000001@riverton.example'],
  ['the proof of another report', addresses.addressFor('26-00000001').replace('00000001', '00000002')],
  ['the proof of another city', new ReplyAddresses('311@riverton.example', 'another-secret-here', '+').addressFor('26-00000001')],
])('takes nothing for an answer to a report that goes to %s', (_what, address) => {
  expect(addresses.requestOf(address)).toBe(false);
});

it('says nothing of other addresses', () => {
  expect(addresses.requestOf('311@riverton.example')).toBeUndefined();
  expect(addresses.requestOf('streets+26-00000001.0@riverton.example')).toBeUndefined();
});
