import { neverOpen, type QuietHours, type Weekday, WEEKDAYS } from '../../domain/calendar.js';
import type { KeyPath } from '../mistake.js';
import { nearest } from '../nearest.js';
import { invalid, type Problem } from '../problem.js';
import type { ConnectionDeliveryShape } from '../shapes/connection-delivery-shape.js';
import { TIME } from '../shapes/time-of-day.js';
import type { ConnectionShape } from '../shapes/connection-shape.js';
import { mappings, texts } from './lenient.js';

/** What no single key of `delivery` shows. @param path of the mapping. */
export function deliveryProblems(delivery: ConnectionDeliveryShape | undefined, path: KeyPath): Problem[] {
  if (typeof delivery !== 'object' || delivery === null) return [];
  return [
    ...orderProblems(delivery, 'backoffMinMs', 'backoffMaxMs', path),
    ...orderProblems(delivery, 'breakerPauseMinMs', 'breakerPauseMaxMs', path),
    ...mappings(delivery.maintenance, [...path, 'maintenance'])
      .filter(({ item }) => Date.parse(item.from) >= Date.parse(item.to))
      .map((each) => invalid([...each.path, 'to'], 'must be later than from')),
    ...(neverOpen(rightHours(delivery))
      ? [invalid([...path, 'quietHours'], 'leaves no time open: nothing would ever be sent')]
      : []),
  ];
}

/** Those that can be read; what is wrong with the others was told already. */
function rightHours({ quietHours }: ConnectionDeliveryShape): QuietHours[] {
  return mappings(quietHours, [])
    .map(({ item: { days, from, to } }) => ({ days: days && texts(days, []).map(({ item }) => item as Weekday), from, to }))
    .filter(({ days = [], from, to }) => TIME.test(from) && TIME.test(to) && days.every((day) => WEEKDAYS.includes(day)));
}

/** Told for both keys: either may be the one that was written. */
export function orderProblems<K extends string>(
  values: Readonly<Record<K, number>> | undefined,
  lesser: K,
  greater: K,
  path: KeyPath,
): Problem[] {
  if (!values || !(values[lesser] > values[greater])) return [];
  return [
    invalid([...path, lesser], `is ${values[lesser]}, which is more than ${greater} (${values[greater]})`),
    invalid([...path, greater], `is ${values[greater]}, which is less than ${lesser} (${values[lesser]})`),
  ];
}

/** @param path of the connection. */
export function fallbackProblems(
  connections: Readonly<Record<string, ConnectionShape>>,
  delivery: ConnectionDeliveryShape | undefined,
  path: KeyPath,
): Problem[] {
  const fallback = delivery?.fallback;
  if (typeof fallback !== 'object' || fallback === null) return [];
  const at = [...path, 'delivery', 'fallback'];
  const { to, afterMinutes, breakerOpenMinutes } = fallback;
  const others = Object.keys(connections).filter((name) => name !== path.at(-1));
  return [
    ...(typeof to !== 'string' || others.includes(to)
      ? []
      : [invalid([...at, 'to'], `there is no other connection ${to}`, nearest(to, others))]),
    ...(afterMinutes === undefined && breakerOpenMinutes === undefined
      ? [invalid(at, 'says not when: give afterMinutes, breakerOpenMinutes or both')]
      : []),
  ];
}
