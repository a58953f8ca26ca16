import { Area } from '../domain/area.js';
import type { Point } from '../domain/service-request.js';
import type { Service } from '../domain/service.js';
import type { JurisdictionSettings, RouteSettings } from '../settings/jurisdiction-settings.js';
import { destinationsOf } from './routing.js';

const service = (code: string, ...groups: string[]) => ({ code, groups }) as unknown as Service;
const ROAD = service('ROAD', 'Streets', 'Safety');
const TREE = service('TREE');
const HARBOUR = new Area([
  [
    [
      [-71.05, 42.35],
      [-71, 42.35],
      [-71, 42.4],
      [-71.05, 42.4],
      [-71.05, 42.35],
    ],
  ],
]);
const IN = { lat: 42.36, long: -71.02 };
const ON_THE_BORDER = { lat: 42.35, long: -71.02 };
const OUT = { lat: 42.3, long: -71.02 };

/** `name` of each connection, a copy with a `+` before it. */
function toWhom(routes: readonly (Partial<RouteSettings> & Pick<RouteSettings, 'to'>)[], of: Service, point: Point | null = OUT) {
  const city = { id: 'r', routes: routes.map((route) => ({ role: 'required', ...route })) } as unknown as JurisdictionSettings;
  return destinationsOf(city, of, point ?? undefined).map(({ connection, role }) => (role === 'copy' ? '+' : '') + connection);
}

it('a route without conditions takes every service', () => {
  expect([toWhom([{ to: 'crm' }], ROAD), toWhom([{ to: 'crm' }], TREE)]).toEqual([['r/crm'], ['r/crm']]);
});

it('services and groups of a route add to each other', () => {
  const routes = [{ to: 'crm', services: ['TREE'], groups: ['Safety'] }];
  expect([toWhom(routes, TREE), toWhom(routes, ROAD), toWhom(routes, service('NOISE', 'Quiet'))]).toEqual([
    ['r/crm'],
    ['r/crm'],
    [],
  ]);
});

it('a route with an area takes only what has a point in it, its border included', () => {
  const routes = [{ to: 'crm' }, { to: 'port', area: HARBOUR }];
  expect(toWhom(routes, ROAD, IN)).toEqual(['r/crm', 'r/port']);
  expect(toWhom(routes, ROAD, ON_THE_BORDER)).toEqual(['r/crm', 'r/port']);
  expect(toWhom(routes, ROAD, OUT)).toEqual(['r/crm']);
  expect(toWhom(routes, ROAD, null)).toEqual(['r/crm']);
});

it('an area narrows the services and groups beside it', () => {
  const routes = [{ to: 'port', area: HARBOUR, services: ['TREE'] }];
  expect([toWhom(routes, TREE, IN), toWhom(routes, TREE, OUT), toWhom(routes, ROAD, IN)]).toEqual([['r/port'], [], []]);
});

it('several routes to one connection are one delivery, required where any of them says so', () => {
  const routes = [{ to: 'mail', role: 'copy' as const }, { to: 'crm' }, { to: 'mail', services: ['TREE'], area: HARBOUR }];
  expect(toWhom(routes, TREE, IN)).toEqual(['r/mail', 'r/crm']);
  expect(toWhom(routes, TREE, OUT)).toEqual(['+r/mail', 'r/crm']);
  expect(toWhom(routes, ROAD, IN)).toEqual(['+r/mail', 'r/crm']);
});
