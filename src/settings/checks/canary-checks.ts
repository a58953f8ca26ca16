import type { KeyPath } from '../mistake.js';
import { nearest } from '../nearest.js';
import { invalid, type Problem } from '../problem.js';
import type { JurisdictionShape } from '../shapes/jurisdiction-file.js';
import type { ServiceShape } from '../shapes/service-shape.js';
import { mappings } from './lenient.js';

/** A canary is of a service there is, answers what that asks for, and is somewhere. */
export function canaryProblems({ services, connections }: JurisdictionShape): Problem[] {
  const known = mappings(services, ['services']).map(({ item }) => item);
  return mappings(connections, ['connections']).flatMap(({ item, path }) =>
    mappings({ canary: item.canary! }, path).flatMap((canary) => [
      ...serviceProblems(canary.item, canary.path, known),
      ...placeProblems(canary.item, canary.path),
    ]),
  );
}

type Canary = NonNullable<JurisdictionShape['connections'][string]['canary']>;

function serviceProblems({ service: code, attributes }: Canary, path: KeyPath, known: readonly ServiceShape[]): Problem[] {
  if (typeof code !== 'string') return [];
  const service = known.find((each) => each.code === code);
  if (!service) {
    const codes = known.map((each) => each.code);
    return [invalid([...path, 'service'], `there is no service ${code}`, nearest(code, codes))];
  }
  return mappings(service.attributes, [])
    .filter(({ item }) => item.required && attributes?.[item.code] === undefined)
    .map(({ item }) => invalid([...path, 'attributes'], `lacks ${item.code}, which ${code} asks for`));
}

function placeProblems({ lat, long, address }: Canary, path: KeyPath): Problem[] {
  if ((lat === undefined) !== (long === undefined))
    return [invalid([...path, lat === undefined ? 'lat' : 'long'], 'is missing: lat and long come together')];
  return lat === undefined && address === undefined ? [invalid(path, 'has no place: say lat and long, or address')] : [];
}
