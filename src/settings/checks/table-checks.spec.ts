import type { JurisdictionShape } from '../shapes/jurisdiction-file.js';
import { tableProblems } from './table-checks.js';

const reasons = (body: string, rows: object, routes: object[] = [{ to: 'crm' }]) =>
  tableProblems({
    services: [{ code: 'TREE' }, { code: 'HOLE' }],
    routes,
    connections: { crm: { settings: { tables: { team: rows }, create: { body } } } },
  } as unknown as JurisdictionShape).map(({ path, reason }) => `${path.join('.')} ${reason}`);
const BODY = '{"team": $table("team", request.serviceCode)}';

it('a service that goes to a connection has a row in the table that it is looked up in', () => {
  expect(reasons(BODY, { TREE: 'Parks' })).toEqual([
    'connections.crm.settings.tables.team has no row for HOLE, whose reports go to this connection: add one, or a row named default',
  ]);
});

it.each<[string, string, object, object[] | undefined]>([
  ['there is a row for each', BODY, { TREE: 'Parks', HOLE: 'Roads' }, undefined],
  ['there is a default', BODY, { default: 'Call centre' }, undefined],
  ['its reports go elsewhere', BODY, { TREE: 'Parks' }, [{ to: 'crm', services: ['TREE'] }, { to: 'other' }]],
  ['the expression has a condition', 'request.group ? $table("team", request.serviceCode)', { TREE: 'Parks' }, undefined],
  ['something else is looked up', '$table("team", request.group)', { TREE: 'Parks' }, undefined],
])('nothing is missing where %s', (_when, body, rows, routes) => {
  expect(reasons(body, rows, routes)).toEqual([]);
});
