import ipaddr from 'ipaddr.js';
import type { KeyPath } from '../mistake.js';
import { invalid, type Problem } from '../problem.js';
import type { CallbackAuthKind } from '../jurisdiction-settings.js';
import type { CallbackAuthShape, CallbackShape } from '../shapes/callback-shape.js';
import { texts } from './lenient.js';
import { SIGNING_SECRET, SIGNING_SECRET_RULE } from './signing-secret.js';

/** Keys that a kind of proof needs; the others of these mean nothing to it. */
const NEEDS: Readonly<Record<CallbackAuthKind, readonly (keyof CallbackAuthShape)[]>> = {
  webhook: ['secrets'],
  basic: ['username', 'passwords'],
  header: ['header', 'secrets'],
  certificate: ['header', 'fingerprints'],
  addresses: [],
};
const OPTIONAL = ['secrets', 'username', 'passwords', 'header', 'fingerprints'] as const;
const SHORTEST_SECRET = 16;

/** What no single key of `callback` shows. @param path of the mapping. */
export function callbackProblems(callback: CallbackShape | undefined, path: KeyPath): Problem[] {
  if (typeof callback !== 'object' || callback === null) return [];
  const { auth, addresses } = callback;
  const unlisted = auth?.kind === 'addresses' && Array.isArray(addresses) && addresses.length === 0;
  return [
    ...authProblems(auth, [...path, 'auth']),
    ...texts(addresses, [...path, 'addresses'])
      .filter(({ item }) => !ipaddr.isValid(item) && !ipaddr.isValidCIDR(item))
      .map((each) => invalid(each.path, 'must be an address or a network such as 198.51.100.0/24')),
    ...(unlisted ? [invalid([...path, 'addresses'], 'must not be empty where auth.kind is addresses: anybody could send')] : []),
  ];
}

function authProblems(auth: CallbackAuthShape | undefined, path: KeyPath): Problem[] {
  if (typeof auth !== 'object' || auth === null || !Object.hasOwn(NEEDS, auth.kind)) return [];
  const needed = NEEDS[auth.kind];
  const missing = needed.filter((key) => auth[key] === undefined);
  const odd = OPTIONAL.filter((key) => auth[key] !== undefined && !needed.includes(key));
  return [
    ...missing.map((key) => invalid([...path, key], `is missing: kind ${auth.kind} needs ${needed.join(' and ')}`)),
    ...odd.map((key) => invalid([...path, key], `means nothing to kind ${auth.kind}: leave it out`)),
    ...(auth.kind === 'webhook' ? signingProblems(auth, path) : lengthProblems(auth, path)),
  ];
}

function signingProblems({ secrets }: CallbackAuthShape, path: KeyPath): Problem[] {
  return texts(secrets, [...path, 'secrets'])
    .filter(({ item }) => !SIGNING_SECRET.test(item))
    .map((each) => invalid(each.path, SIGNING_SECRET_RULE));
}

/** The message never repeats the value. */
function lengthProblems({ secrets }: CallbackAuthShape, path: KeyPath): Problem[] {
  return texts(secrets, [...path, 'secrets'])
    .filter(({ item }) => item.length < SHORTEST_SECRET)
    .map((each) => invalid(each.path, `must have at least ${SHORTEST_SECRET} characters`));
}
