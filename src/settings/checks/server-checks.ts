import ipaddr from 'ipaddr.js';
import { invalid, type Problem } from '../problem.js';
import type { ServerShape } from '../shapes/settings-file.js';
import { texts } from './lenient.js';

/** Groups of addresses that have a name in Fastify. */
const NAMED = ['loopback', 'linklocal', 'uniquelocal'];

/** Proxies that are addresses, and no demand for https where nothing could tell it. Bears any shape. */
export function serverProblems(server: ServerShape | undefined): Problem[] {
  const proxies = texts(server?.trustedProxies, ['server', 'trustedProxies']);
  const wrong = proxies
    .filter(({ item }) => !NAMED.includes(item) && !ipaddr.isValid(item) && !ipaddr.isValidCIDR(item))
    .map(({ path }) => invalid(path, 'must be an IP address or a network such as 10.0.0.0/8'));
  if (server?.requireHttps !== true || proxies.length > 0) return wrong;
  return [
    ...wrong,
    invalid(
      ['server', 'requireHttps'],
      'needs trustedProxies: the bridge itself speaks http, and only a proxy that it believes can say that a request came over https',
    ),
  ];
}
