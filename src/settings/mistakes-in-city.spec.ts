import { cityWith, ConfigFolder, RIGHT_CITY } from '../../test/support/configuration.js';
import { area, inAttribute, inConnection, inService, told } from '../../test/support/mistaken-city.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder().city(RIGHT_CITY);
});
afterEach(() => folder.remove());

describe('a mistake in a city is told with its line, key and reason', () => {
  it.each<[string, [string, string], ...string[]]>([
    ['a misspelt key', ['timeZone:', 'timezone:'], '- timeZone: is missing', '3 timezone: is not a known key -> timeZone'],
    ['a key that resembles none', inService('    zzzzzzz: 1'), '9 services[0].zzzzzzz: is not a known key'],
    [
      'a misspelt key of an attribute',
      inAttribute('valeus: []'),
      '10 services[0].attributes[0].valeus: is not a known key -> values',
    ],
    ['a missing key', ['name: Oakville\n', ''], '- name: is missing'],
    ['an empty key', ['name: Oakville', 'name:'], '2 name: is missing'],
    [
      'a country by its name',
      ['name: Oakville', 'name: Oakville\ncountry: UK'],
      '3 country: must be the ISO 3166 code of a country in two capital letters, such as US',
    ],
    ['an area that is no GeoJSON', area('here'), '3 area: must be GeoJSON, such as ${file:city.geojson}'],
    [
      'an area of points',
      area('{ type: Point, coordinates: [0, 51] }'),
      '3 area: must be made of Polygon and MultiPolygon, and has Point',
    ],
    ['an area without any polygon', area('{ type: FeatureCollection, features: [] }'), '3 area: holds no polygon'],
    [
      'an area of a broken polygon',
      area('{ type: Polygon, coordinates: [0, 51] }'),
      '3 area: the coordinates of a Polygon must be lists of rings',
    ],
    [
      'an area with latitude before longitude',
      area('{ type: Polygon, coordinates: [[[51, 120], [51, 121], [52, 121], [51, 120]]] }'),
      '3 area: 51, 120 is no longitude and latitude; are they the wrong way round?',
    ],
    [
      'an area with an open ring',
      area('{ type: Polygon, coordinates: [[[0, 0], [1, 0], [1, 1], [0, 1]]] }'),
      '3 area: a ring must end where it begins, at 0, 0',
    ],
    [
      'an area with a line for a ring',
      area('{ type: Polygon, coordinates: [[[0, 0], [1, 0], [0, 0]]] }'),
      '3 area: a ring must have four positions or more, one has 3',
    ],
    [
      'an area with a text for a number',
      area('{ type: Polygon, coordinates: [[[a, 0], [1, 0], [1, 1], [a, 0]]] }'),
      '3 area: a position must be two numbers: longitude, then latitude',
    ],
    [
      'a service whose area has no polygon',
      inService('    area: { type: MultiPolygon, coordinates: [] }'),
      '9 services[0].area: holds no polygon',
    ],
    ['an empty text', ['name: Oakville', "name: ''"], '2 name: must not be empty'],
    ['a number for a text', ['code: TREE', 'code: 311'], '7 services[0].code: must be text: put it in quotes'],
    ['a text for a list', inService('    keywords: a'), '9 services[0].keywords: must be a list'],
    [
      'a mapping for a list',
      ['services:\n  - code: TREE\n    name: Tree', 'services: { code: TREE }'],
      '6 services: must be a list',
    ],
    [
      'a list for a mapping',
      ['connections:\n  office:\n    type: paper\n    settings: { endpoint: http://office/ }', 'connections: []'],
      '9 connections: must be a mapping',
      '11 routes[0].to: there is no connection office',
    ],
    ['a text for a mapping', inConnection('    sync: often'), '12 connections.office.sync: must be a mapping'],
    ['an empty item', ['  - to: office', '  - to: office\n  -'], '15 routes[1]: is empty'],
    [
      'a word outside its choice',
      inService('    type: relatime'),
      '9 services[0].type: must be one of realtime, batch, blackbox -> realtime',
    ],
    [
      'a jurisdiction id with other letters',
      ['id: oakville', 'id: oak ville'],
      '1 id: may hold the letters A-Z and a-z, digits, . _ and - only',
    ],
    [
      'an unknown time zone',
      ['Europe/London', 'Europe/Lodnon'],
      '3 timeZone: Europe/Lodnon is not an IANA time zone -> Europe/London',
    ],
    [
      'an offset for a time zone',
      ['Europe/London', 'UTC+1'],
      '3 timeZone: UTC+1 is not an IANA time zone: one that never changes is an Etc zone, with the sign turned round -> Etc/GMT-1',
    ],
    [
      'a public id without a number',
      ['contact:', 'publicId: YY\ncontact:'],
      '4 publicId: needs one run of N for the number, and has none',
    ],
    [
      'a public id with two numbers',
      ['contact:', 'publicId: NYC-NNNN\ncontact:'],
      '4 publicId: needs one run of N for the number, and has 2',
    ],
    [
      'a public id that clients cannot put into a path',
      ['contact:', 'publicId: YY/NNNN\ncontact:'],
      '4 publicId: may hold the letters A-Z and a-z, digits, _ and - only',
    ],
    [
      'a service code that clients cannot put into a path (GEN-12)',
      ['code: TREE', 'code: TREE:1'],
      '7 services[0].code: may hold the letters A-Z and a-z, digits, _ and - only',
    ],
    [
      'a service code that stands twice',
      inService('  - code: TREE\n    name: Other'),
      '9 services[1].code: an earlier service has the code TREE too',
    ],
    [
      'a city without services',
      ['services:\n  - code: TREE\n    name: Tree', 'services: []'],
      '6 services: must not be empty: a city without services takes no reports',
    ],
    [
      'a keyword with a comma',
      inService('    keywords: ["a,b"]'),
      '9 services[0].keywords: each item must be without a comma: clients split at commas',
    ],
    ['group beside groups', inService('    group: A\n    groups: [B]'), '10 services[0].groups: stands beside `group`: keep one'],
    [
      'an attribute code with other letters',
      inAttribute('code: a b').map((text) => text.replace('code: A, ', '')) as [string, string],
      '10 services[0].attributes[0].code: may hold the letters A-Z and a-z, digits, _ and - only',
    ],
    [
      'an attribute code that stands twice',
      inAttribute('order: 1 }\n      - { code: A, datatype: string, required: false, description: B'),
      '11 services[0].attributes[1].code: an earlier attribute of this service has the code A too',
    ],
    [
      'an order that stands twice',
      inAttribute('order: 2 }\n      - { code: B, datatype: string, required: false, description: B'),
      '11 services[0].attributes[1].order: an earlier attribute of this service has the order 2 too',
    ],
    [
      'a list without values',
      inAttribute('').map((text) => text.replace('datatype: string', 'datatype: singlevaluelist')) as [string, string],
      '10 services[0].attributes[0].values: is missing: a singlevaluelist needs values to choose from',
    ],
    [
      'values of what is no list',
      inAttribute('values: [{ key: A, name: B }]'),
      '10 services[0].attributes[0].values: a string has no values to choose from',
    ],
    [
      'a value key that stands twice',
      inAttribute('values: [{ key: A, name: B }, { key: A, name: C }]').map((text) =>
        text.replace('datatype: string', 'datatype: multivaluelist'),
      ) as [string, string],
      '10 services[0].attributes[0].values[1].key: an earlier value of this attribute has the key A too',
    ],
    [
      'an automated attribute that is required (DEF-6)',
      inAttribute('automated: server_set').map((text) => text.replace('required: false', 'required: true')) as [string, string],
      '10 services[0].attributes[0].required: must be false where `automated` stands: other clients could never report',
    ],
    [
      'a required text to show',
      inAttribute('variable: false').map((text) => text.replace('required: false', 'required: true')) as [string, string],
      '10 services[0].attributes[0].required: must be false where `variable` is false: a text to show has no answer',
    ],
    ['a route to no connection', ['to: office', 'to: ofice'], '14 routes[0].to: there is no connection ofice -> office'],
    [
      'a route for no service',
      ['to: office', 'to: office\n    services: [TREE, TREES]'],
      '15 routes[0].services[1]: there is no service TREES -> TREE',
    ],
    [
      'a route for no group',
      ['to: office', 'to: office\n    services: [TREE]\n    groups: [Green]'],
      '16 routes[0].groups[0]: there is no group Green',
    ],
    [
      'a service that no route takes',
      ['to: office', 'to: office\n    services: [BUSH]\n  - { to: office, services: [BUSH] }'],
      '7 services[0]: no route takes the service TREE: its reports would go nowhere',
      '15 routes[0].services[0]: there is no service BUSH',
      '16 routes[1].services[0]: there is no service BUSH',
    ],
    [
      'a service that every route takes in an area only',
      [
        'to: office',
        `to: office
    area: { type: Polygon, coordinates: [[[0, 51], [1, 51], [1, 52], [0, 51]]] }
  - { to: office, services: [TREE], area: { type: Polygon, coordinates: [[[0, 51], [1, 51], [1, 52], [0, 51]]] } }`,
      ],
      '7 services[0]: every route that takes the service TREE has an area: its reports from elsewhere, or without a point, would go nowhere',
    ],
    [
      'a route whose area has no polygon',
      ['to: office', 'to: office\n  - { to: office, area: { type: MultiPolygon, coordinates: [] } }'],
      '15 routes[1].area: holds no polygon',
    ],
  ])('%s', async (_name, change, ...expected) => {
    folder.city(cityWith(change));
    expect(await told(folder)).toEqual(expected);
  });
});
