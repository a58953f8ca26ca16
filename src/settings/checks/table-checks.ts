import { isMapping } from '../plain.js';
import { invalid, type Problem } from '../problem.js';
import type { JurisdictionShape } from '../shapes/jurisdiction-file.js';
import type { ServiceShape } from '../shapes/service-shape.js';
import { mappings, type Placed } from './lenient.js';
import { takes } from './route-checks.js';

/** Each service is looked up, whatever the report is: an expression with a condition may know better. */
const BY_SERVICE = /\$table\(\s*(["'])([^"']+)\1\s*,\s*request\.serviceCode\s*\)/g;

/** Every service that goes to a connection has a row in the tables that its settings look services up in. */
export function tableProblems(city: JurisdictionShape): Problem[] {
  const services = mappings(city.services, ['services']);
  return mappings(city.connections, ['connections']).flatMap(({ item: { settings }, path }) => {
    const tables = isMapping(settings) && isMapping(settings['tables']) ? settings['tables'] : {};
    const routes = mappings(city.routes, ['routes']).filter(({ item }) => item.to === path.at(-1));
    const sent = services.filter(({ item }) => routes.some((route) => takes(route.item, item)));
    return [...new Set(namesIn(settings))].flatMap((name) => {
      const missing = withoutRow(tables[name], sent);
      if (missing.length === 0) return [];
      const reason = `has no row for ${missing.join(', ')}, whose reports go to this connection: add one, or a row named default`;
      return [invalid([...path, 'settings', 'tables', name], reason)];
    });
  });
}

function withoutRow(table: unknown, services: readonly Placed<ServiceShape>[]): string[] {
  if (!isMapping(table) || 'default' in table) return [];
  return services.map(({ item }) => item.code).filter((code) => !Object.hasOwn(table, code));
}

function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('?') ? [] : [...value.matchAll(BY_SERVICE)].map(([, , name]) => name!);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [];
}
