import type { Point } from '../domain/service-request.js';
import type { Service } from '../domain/service.js';
import type { JurisdictionSettings, RouteSettings } from '../settings/jurisdiction-settings.js';

export interface Destination {
  readonly connection: string;
  readonly role: 'required' | 'copy';
}

/**
 * The connections that get a request of this service from this place: those of every route that matches, each connection once, required
 * where any of its routes says so. `check-config` sees to it that there is always one; a service that a CRM told of goes there where none takes it.
 */
export function destinationsOf(jurisdiction: JurisdictionSettings, service: Service, point: Point | undefined): Destination[] {
  const matching = jurisdiction.routes.filter((route) => takes(route, service) && reaches(route, point));
  const names = [...new Set(matching.map(({ to }) => to))];
  if (names.length === 0 && service.connection !== undefined)
    return [{ connection: `${jurisdiction.id}/${service.connection}`, role: 'required' }];
  return names.map((name) => ({
    connection: `${jurisdiction.id}/${name}`,
    role: matching.some(({ to, role }) => to === name && role === 'required') ? 'required' : 'copy',
  }));
}

function takes({ services, groups }: RouteSettings, service: Service): boolean {
  if (!services && !groups) return true;
  return (services?.includes(service.code) ?? false) || (groups?.some((group) => service.groups.includes(group)) ?? false);
}

function reaches({ area }: RouteSettings, point: Point | undefined): boolean {
  return !area || (point !== undefined && area.contains(point));
}
