import { PublicAddresses } from './public-address.js';

const addresses = new PublicAddresses([]);

it.each([
  ['loopback', '127.0.0.1'],
  ['loopback, another', '127.255.0.9'],
  ['private', '10.0.0.1'],
  ['private', '172.16.9.9'],
  ['private', '192.168.1.1'],
  ['link-local, where clouds keep their metadata', '169.254.169.254'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['unspecified', '0.0.0.0'],
  ['of this network', '0.1.2.3'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['documentation', '192.0.2.1'],
  ['documentation', '203.0.113.7'],
  ['benchmarks', '198.18.0.1'],
  ['reserved', '240.0.0.1'],
  ['6to4 relay', '192.88.99.1'],
  ['IPv6 loopback', '::1'],
  ['IPv6 unspecified', '::'],
  ['IPv4-mapped', '::ffff:127.0.0.1'],
  ['IPv4-mapped public', '::ffff:8.8.8.8'],
  ['IPv4-compatible', '::7f00:1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['local NAT64', '64:ff9b:1::1'],
  ['6to4', '2002:7f00:1::1'],
  ['Teredo', '2001:0:7f00:1::'],
  ['unique local', 'fd00::1'],
  ['link-local', 'fe80::1'],
  ['site-local', 'fec0::1'],
  ['IPv6 multicast', 'ff02::1'],
  ['IPv6 documentation', '2001:db8::1'],
  ['newer IPv6 documentation', '3fff::1'],
  ['no address', 'localhost'],
  ['nothing', ''],
])('refuses what is %s: %s', (_kind, address) => {
  expect(addresses.allows(address)).toBe(false);
});

it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
  'allows the public address %s',
  (address) => {
    expect(addresses.allows(address)).toBe(true);
  },
);

it('allows what an operator wrote, and nothing beside it', () => {
  const listed = new PublicAddresses(['127.0.0.1', '10.1.2.0/24', 'fd00::/64']);
  expect(['127.0.0.1', '10.1.2.250', 'fd00::9'].map((each) => listed.allows(each))).toEqual([true, true, true]);
  expect(['127.0.0.2', '10.1.3.1', 'fd01::9', '::ffff:127.0.0.1'].map((each) => listed.allows(each))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
