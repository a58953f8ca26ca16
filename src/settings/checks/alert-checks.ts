import type { KeyPath } from '../mistake.js';
import { invalid, type Problem } from '../problem.js';
import type { AlertEmailShape, AlertsShape } from '../shapes/alerts-shape.js';
import { mappings, repeated } from './lenient.js';

/** What no single key of `alerts` shows. @param path of the `alerts` mapping. */
export function alertProblems(alerts: AlertsShape | undefined, path: KeyPath): Problem[] {
  if (typeof alerts !== 'object' || alerts === null) return [];
  const urls = mappings(alerts.webhooks, [...path, 'webhooks']).map((each) => ({ item: each.item.url, path: each.path }));
  return [
    ...loginProblems(alerts.email, [...path, 'email']),
    ...repeated(urls).map((each) => invalid([...each.path, 'url'], 'is the address of another webhook too')),
  ];
}

function loginProblems(email: AlertEmailShape | undefined, path: KeyPath): Problem[] {
  if (typeof email !== 'object' || email === null || !email.username === !email.password) return [];
  const [there, missing] = email.username ? ['username', 'password'] : ['password', 'username'];
  return [invalid([...path, there], `stands without ${missing}: write both, or neither`)];
}
