import type { Service } from '../domain/service.js';
import type { JurisdictionSettings, RouteSettings } from '../settings/settings.js';

export interface Destination {
  readonly connection: string;
  readonly role: 'required' | 'copy';
}

/** The connections that get a request of this service: every route that matches, each connection once, required before copy. */
export function destinationsOf(jurisdiction: JurisdictionSettings, service: Service): Destination[] {
  const matching = jurisdiction.routes.filter((route) => takes(route, service));
  const names = [...new Set(matching.map(({ to }) => to))];
  return names.map((name) => ({
    connection: `${jurisdiction.id}/${name}`,
    role: matching.some(({ to, role }) => to === name && role === 'required') ? 'required' : 'copy',
  }));
}

function takes({ services, groups }: RouteSettings, service: Service): boolean {
  if (!services && !groups) return true;
  return (services?.includes(service.code) ?? false) || (groups?.some((group) => service.groups.includes(group)) ?? false);
}
