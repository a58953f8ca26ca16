import type { KeyPath } from '../mistake.js';
import { invalid, type Problem } from '../problem.js';
import type { PushShape } from '../shapes/push-shape.js';
import { CODE } from '../shapes/service-shape.js';
import { orderProblems } from './delivery-checks.js';
import { mappings } from './lenient.js';
import { SIGNING_SECRET, SIGNING_SECRET_RULE } from './signing-secret.js';

/** What no single key of `push` shows. */
export function pushProblems(push: Readonly<Record<string, PushShape>> | undefined, at: KeyPath): Problem[] {
  return mappings(push, at).flatMap(({ item, path }) => [
    ...(CODE.test(String(path.at(-1))) ? [] : [invalid(path, 'its name may hold the letters A-Z and a-z, digits, _ and - only')]),
    ...orderProblems(item, 'backoffMinMs', 'backoffMaxMs', path),
    ...keyProblems(item, path),
  ]);
}

function keyProblems({ kind, secret, apiKey, jurisdictionId }: PushShape, path: KeyPath): Problem[] {
  const odd = (key: string, value: unknown) =>
    value === undefined ? [] : [invalid([...path, key], `means nothing to kind ${kind}: leave it out`)];
  const missing = (key: string, value: unknown) =>
    value === undefined ? [invalid([...path, key], `is missing: kind ${kind} needs it`)] : [];
  if (kind === 'fixmystreet') return [...missing('apiKey', apiKey), ...odd('secret', secret)];
  if (kind !== 'webhook') return [];
  const wrong = typeof secret === 'string' && !SIGNING_SECRET.test(secret);
  return [
    ...missing('secret', secret),
    ...(wrong ? [invalid([...path, 'secret'], SIGNING_SECRET_RULE)] : []),
    ...odd('apiKey', apiKey),
    ...odd('jurisdictionId', jurisdictionId),
  ];
}
