import ipaddr from 'ipaddr.js';

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** All that is handed out to the internet; what lies outside is ours to refuse whatever it will be used for one day. */
const GLOBAL_UNICAST_V6 = ipaddr.parseCIDR('2000::/3');
/** Relays to IPv4, and documentation, that the library counts as ordinary addresses. */
const ODD: Network[] = ['192.88.99.0/24', '2002::/16', '2001::/23', '2001:db8::/32', '3fff::/20'].map((text) =>
  ipaddr.parseCIDR(text),
);

/**
 * Decides which addresses the bridge may be sent to by strangers: public unicast only. An IPv6 address with an IPv4 one inside (mapped,
 * compatible, NAT64, 6to4, Teredo) never counts as public. What an operator lists is allowed as it is written.
 */
export class PublicAddresses {
  private readonly allowed: Network[];

  /** @param allowed addresses or CIDR networks. */
  constructor(allowed: readonly string[]) {
    this.allowed = allowed.map((text) => {
      if (text.includes('/')) return ipaddr.parseCIDR(text);
      const address = ipaddr.parse(text);
      return [address, address.kind() === 'ipv4' ? 32 : 128];
    });
  }

  /** False also for what is no address at all. */
  allows(text: string): boolean {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.parse(text);
    return this.allowed.some((network) => isIn(address, network)) || isPublic(address);
  }
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast' || ODD.some((network) => isIn(address, network))) return false;
  return address.kind() === 'ipv4' || isIn(address, GLOBAL_UNICAST_V6);
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, network: Network): boolean {
  return address.kind() === network[0].kind() && address.match(network as [ipaddr.IPv6, number] & [ipaddr.IPv4, number]);
}
