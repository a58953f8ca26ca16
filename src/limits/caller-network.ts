import ipaddr from 'ipaddr.js';

/** One subscriber has at least this much of IPv6, and any number of addresses in it. */
const SUBSCRIBER_BITS = 64;

/** What is counted as one address: an IPv4 address, also where it is written as IPv6, or an IPv6 network of 64 bits. */
export function callerNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString().split('%')[0]}/${SUBSCRIBER_BITS}`);
  return `${network.toString()}/${SUBSCRIBER_BITS}`;
}
