import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

/** Groups of addresses that have a name where proxies are listed. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** A list of addresses and networks. An IPv4 address inside an IPv6 one is the IPv4 address. */
export class Networks {
  private readonly networks: readonly Network[];

  /** @param texts that were checked before. */
  constructor(texts: readonly string[]) {
    this.networks = texts.flatMap((text) => NAMED[text] ?? [text]).map(toNetwork);
  }

  get isEmpty(): boolean {
    return this.networks.length === 0;
  }

  /** False also for what is no address. */
  has(text: string): boolean {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return this.networks.some(([network, bits]) => address.kind() === network.kind() && address.match(network as never, bits));
  }
}

function toNetwork(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
