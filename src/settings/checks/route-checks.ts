import type { KeyPath } from '../mistake.js';
import { nearest } from '../nearest.js';
import { invalid, type Problem } from '../problem.js';
import type { RouteShape } from '../shapes/connection-shape.js';
import type { JurisdictionShape } from '../shapes/jurisdiction-file.js';
import type { ServiceShape } from '../shapes/service-shape.js';
import { mappings, type Placed, texts } from './lenient.js';

/** Every route leads from services there are to a connection there is, and no report of any service is left without one, wherever it is. */
export function routeProblems(city: JurisdictionShape): Problem[] {
  const routes = mappings(city.routes, ['routes']);
  const services = mappings(city.services, ['services']);
  const known: Known = {
    connection: Object.keys(city.connections ?? {}),
    service: services.map(({ item }) => item.code),
    group: [...new Set(services.flatMap(({ item }) => groupsOf(item)))],
  };
  return [...routes.flatMap((route) => wrongNames(route, known)), ...services.flatMap((service) => untaken(service, routes))];
}

export function groupsOf({ group, groups }: Pick<ServiceShape, 'group' | 'groups'>): string[] {
  if (Array.isArray(groups)) return groups;
  return group === undefined ? [] : [group];
}

type Known = Readonly<Record<'connection' | 'service' | 'group', readonly string[]>>;

function wrongNames({ item: { to, services, groups }, path }: Placed<RouteShape>, known: Known): Problem[] {
  return [
    ...(typeof to === 'string' ? wrongName('connection', to, [...path, 'to'], known) : []),
    ...texts(services, [...path, 'services']).flatMap((each) => wrongName('service', each.item, each.path, known)),
    ...texts(groups, [...path, 'groups']).flatMap((each) => wrongName('group', each.item, each.path, known)),
  ];
}

function wrongName(kind: keyof Known, name: string, path: KeyPath, known: Known): Problem[] {
  return known[kind].includes(name) ? [] : [invalid(path, `there is no ${kind} ${name}`, nearest(name, known[kind]))];
}

function untaken({ item: service, path }: Placed<ServiceShape>, routes: readonly Placed<RouteShape>[]): Problem[] {
  const taking = routes.filter(({ item }) => takes(item, service));
  if (taking.some(({ item: { area } }) => area === undefined || area === null)) return [];
  const reason =
    taking.length === 0
      ? `no route takes the service ${service.code}: its reports would go nowhere`
      : `every route that takes the service ${service.code} has an area: its reports from elsewhere, or without a point, would go nowhere`;
  return [invalid(path, reason)];
}

/** As intake reads a route, wherever a report is: named services and services of named groups together; neither named, all. */
export function takes(route: RouteShape, service: ServiceShape): boolean {
  if (!route.services && !route.groups) return true;
  const byCode = texts(route.services, []).some(({ item }) => item === service.code);
  return byCode || texts(route.groups, []).some(({ item }) => groupsOf(service).includes(item));
}
