import { cityWith, ConfigFolder, RIGHT_CITY } from '../../test/support/configuration.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder().city(RIGHT_CITY);
});
afterEach(() => folder.remove());

/** `line keyPath: reason (did you mean)` of every mistake. */
async function told(...args: Parameters<ConfigFolder['mistakes']>): Promise<string[]> {
  const mistakes = await folder.mistakes(...args);
  return mistakes.map(
    ({ line, keyPath, reason, suggestion }) => `${line ?? '-'} ${keyPath}: ${reason}${suggestion ? ` -> ${suggestion}` : ''}`,
  );
}

const inService = (lines: string): [string, string] => ['    name: Tree', `    name: Tree\n${lines}`];
const inAttribute = (extra: string) =>
  inService(`    attributes:\n      - { code: A, datatype: string, required: false, description: What, ${extra} }`);
const inConnection = (lines: string): [string, string] => ['    type: paper', `    type: paper\n${lines}`];
const inSettings = (text: string): [string, string] => ['{ endpoint: http://office/ }', `{ endpoint: http://office/, ${text} }`];
const area = (text: string): [string, string] => ['name: Oakville', `name: Oakville\narea: ${text}`];
const rule = (text: string) => inConnection(`    statusRules: [${text}]`);

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
    [
      'an unknown adapter',
      ['type: paper', 'type: papper'],
      '11 connections.office.type: there is no adapter of the type papper; there are paper, stone -> paper',
    ],
    [
      'a connection name with other letters',
      ['  office:', '  off/ice:'],
      '10 connections.off/ice: its name may hold the letters A-Z and a-z, digits, _ and - only',
      '14 routes[0].to: there is no connection office -> off/ice',
    ],
    [
      'a pattern that is no regular expression',
      rule("{ when: { status: { pattern: '(' } }, status: open }"),
      '12 connections.office.statusRules[0].when.status.pattern: is no regular expression: Unterminated group',
    ],
    [
      'a pattern that could look at a text for ever',
      rule("{ when: { status: { pattern: '^(?!.*done)' } }, status: open }"),
      '12 connections.office.statusRules[0].when.status.pattern: looks ahead or behind, which is not there: it could take for ever',
    ],
    [
      'a match that says nothing',
      rule('{ when: { reason: {} }, status: open }'),
      '12 connections.office.statusRules[0].when.reason: must have one of exact, prefix and pattern',
    ],
    [
      'a match that says two things',
      rule('{ when: { reason: { exact: a, prefix: b } }, status: open }'),
      '12 connections.office.statusRules[0].when.reason: must have one of exact, prefix and pattern',
    ],
    [
      'a misspelt match',
      rule('{ when: { reason: { exact: a, prefx: b } }, status: open }'),
      '12 connections.office.statusRules[0].when.reason.prefx: is not a known key -> prefix',
    ],
    [
      'a detail that contradicts its status',
      rule('{ when: {}, status: open, detail: fixed }'),
      '12 connections.office.statusRules[0].detail: fixed stands for closed, but status says open',
    ],
    [
      'an unknown detail',
      rule('{ when: {}, status: closed, detail: fixd }'),
      '12 connections.office.statusRules[0].detail: must be one of open, investigating, in_progress, planned, action_scheduled, for_triage, internal_referral, reopen, closed, fixed, duplicate, not_councils_responsibility, no_further_action, cancelled -> fixed',
    ],
    [
      'notes that use what is not there',
      rule("{ when: {}, status: closed, notes: '{{ reson }}' }"),
      '12 connections.office.statusRules[0].notes: must be Liquid: unknown variable reson; there are status, reason, text',
    ],
    [
      'a back-off that ends before it starts',
      inConnection('    delivery: { backoffMinMs: 9000000 }'),
      '12 connections.office.delivery.backoffMinMs: is 9000000, which is more than backoffMaxMs (1800000)',
    ],
    [
      'a misspelt override',
      inConnection('    delivery: { settlMs: 1 }'),
      '12 connections.office.delivery.settlMs: is not a known key -> settleMs',
    ],
    [
      'quiet hours at a time no clock shows',
      inConnection('    delivery: { quietHours: [{ from: "24:00", to: "06:00" }] }'),
      '12 connections.office.delivery.quietHours[0].from: must be a time of day such as 22:30',
    ],
    [
      'quiet hours that never end',
      inConnection('    delivery: { quietHours: [{ from: "06:00", to: "22:00" }, { from: "22:00", to: "06:00" }] }'),
      '12 connections.office.delivery.quietHours: leaves no time open: nothing would ever be sent',
    ],
    [
      'maintenance that ends before it begins',
      inConnection('    delivery: { maintenance: [{ from: 2026-12-06T04:00:00Z, to: 2026-12-05T22:00:00Z }] }'),
      '12 connections.office.delivery.maintenance[0].to: must be later than from',
    ],
    [
      'a canary of no service there is',
      inConnection('    canary: { service: TRE, address: here }'),
      '12 connections.office.canary.service: there is no service TRE -> TREE',
    ],
    [
      'a canary without a place',
      inConnection('    canary: { service: TREE }'),
      '12 connections.office.canary: has no place: say lat and long, or address',
    ],
    [
      'an exception of nothing',
      inConnection('    sync: { stale: { except: [{ afterDays: 5 }] } }'),
      '12 connections.office.sync.stale.except[0]: names neither services nor statuses: what holds for all is afterDays of stale itself',
    ],
    [
      'a number out of its bounds',
      inConnection('    sync: { pollEveryMs: 1 }'),
      '12 connections.office.sync.pollEveryMs: must not be less than 100',
    ],
    [
      'a misspelt key of an adapter',
      inSettings('pasword: x'),
      '12 connections.office.settings.pasword: is not a known key -> password',
    ],
    [
      'any key of an adapter that takes none',
      ['type: paper', 'type: stone'],
      '12 connections.office.settings.endpoint: is not a known key',
    ],
    [
      'a missing key of an adapter',
      ['{ endpoint: http://office/ }', '{}'],
      '12 connections.office.settings.endpoint: is missing',
    ],
    [
      'a wrong value of an adapter',
      inSettings('drawers: 1.5, pen: inc'),
      '12 connections.office.settings.drawers: must be a whole number',
      '12 connections.office.settings.pen: must be one of ink, pencil -> ink',
    ],
    [
      'a misspelt key inside a list of an adapter',
      inSettings('clerks: [{ name: A }, { nmae: B }]'),
      '12 connections.office.settings.clerks[1].nmae: is not a known key -> name',
      '12 connections.office.settings.clerks[1].name: is missing',
    ],
    [
      'a misspelt key inside a record of an adapter',
      inSettings('cases: { TREE: { drawer: A, frm: 1 } }'),
      '12 connections.office.settings.cases.TREE.frm: is not a known key -> form',
    ],
    [
      'a wrong text inside records of an adapter',
      inSettings('cases: { TREE: { drawer: A, form: { name: F, fields: { SIZE: 3 } } } }'),
      '12 connections.office.settings.cases.TREE.form.fields.SIZE: must be text: put it in quotes',
    ],
    [
      'a text where a record holds mappings',
      inSettings('cases: { TREE: A }'),
      '12 connections.office.settings.cases.TREE: must be a mapping',
    ],
    ['a key that stands twice', ['contact: Town hall', 'name: Again\ncontact: Town hall'], '4 name: stands here a second time'],
    [
      'a key that stands twice deep down',
      inSettings('pen: ink, pen: pencil'),
      '12 connections.office.settings.pen: stands here a second time',
    ],
    ['a tag nobody knows', ['contact: Town hall', 'contact: !secret hall'], '4 : is not YAML: Unresolved tag: !secret'],
  ])('%s', async (_name, change, ...expected) => {
    folder.city(cityWith(change));
    expect(await told()).toEqual(expected);
  });

  it.each<[string, [string, string], ...string[]]>([
    ['a key that no object can have', ['contact:', '__proto__: { a: 1 }\ncontact:'], '4 __proto__: cannot be used as a key'],
    [
      'such a key deep down',
      inSettings('cases: { constructor: { drawer: A } }'),
      '12 connections.office.settings.cases.constructor: cannot be used as a key',
    ],
    ['an empty key', ['contact:', 'null: 1\ncontact:'], '4 null: has a key that is no text'],
    ['a list for a key', ['contact:', '? [a, b]\n: 1\ncontact:'], '4 ["a","b"]: has a key that is no text'],
    ['an alias of nothing', ['contact: Town hall', 'contact: *hall'], '4 : `*hall` refers to no `&hall` above it'],
    ['an alias of what it is in', ['contact: Town hall', 'contact: &hall [*hall]'], '4 : `*hall` refers to what it is a part of'],
  ])('%s', async (_name, change, ...expected) => {
    folder.city(cityWith(change));
    expect(await told()).toEqual(expected);
  });

  it('aliases of aliases without end', async () => {
    const levels = Array.from({ length: 12 }, (_, n) => `a${n}: &a${n} [${`*a${n - 1}, `.repeat(n === 0 ? 0 : 9)}x]\n`);
    folder.city(levels.join(''));
    await expect(folder.mistakes()).resolves.toMatchObject([
      { keyPath: '', reason: expect.stringMatching(/^is not YAML: .*alias/) as string },
    ]);
  });

  it('text that is no YAML', async () => {
    folder.city('id: oakville\nname: [Oakville\ntimeZone: x\n');
    const [mistake, ...others] = await folder.mistakes();
    expect(mistake).toMatchObject({
      file: 'jurisdictions/oakville.yaml',
      reason: expect.stringMatching(/^is not YAML: /) as string,
    });
    expect(mistake!.line).toBeGreaterThan(1);
    expect(others.every(({ reason }) => reason.startsWith('is not YAML'))).toBe(true);
  });

  it.each(['- a\n- b\n', 'just words\n'])('a file that is no mapping: %j', async (text) => {
    folder.city(text);
    expect(await told()).toEqual(['- : must be a mapping']);
  });

  it('a mistake in what several keys share', async () => {
    folder.city(
      cityWith(
        ['type: paper', 'type: paper\n    delivery: &shared { settlMs: 1 }'],
        ['routes:', '  second: { type: stone, delivery: *shared }\nroutes:'],
      ),
    );
    expect(await told()).toEqual([
      '12 connections.office.delivery.settlMs: is not a known key -> settleMs',
      '12 connections.second.delivery.settlMs: is not a known key -> settleMs',
    ]);
  });

  it('a file that cannot be read', async () => {
    folder.write('jurisdictions/folder.yaml/x', '');
    expect(await told()).toEqual(['- : cannot be read (EISDIR)']);
  });

  it('an empty file', async () => {
    folder.city('');
    expect(await told()).toEqual(
      ['id', 'name', 'timeZone', 'contact', 'keyService', 'services', 'connections', 'routes'].map(
        (key) => `- ${key}: is missing`,
      ),
    );
  });

  it('a jurisdiction id that two files have', async () => {
    folder.city(RIGHT_CITY, 'second.yaml');
    await expect(folder.mistakes()).resolves.toMatchObject([
      { file: 'jurisdictions/second.yaml', line: 1, keyPath: 'id', reason: 'another file has the jurisdiction oakville too' },
    ]);
  });
});

const NO_REDIS_URL =
  'must be a redis:// or rediss:// address such as redis://user:password@cache:6379/0, with what is special in user and password percent-encoded';

describe('a mistake in settings.yaml is told with its line, key and reason', () => {
  it.each([
    [
      'alerts:\n  email: { host: mail, from: bridge@town.example, to: [it@town.example], password: x }',
      '2 alerts.email.password: stands without username: write both, or neither',
    ],
    ['alerts:\n  email: { host: mail, from: b@town.example, to: [the desk] }', '2 alerts.email.to: each item must be an email'],
    [
      'alerts:\n  webhooks: [{ url: "https://chat/311", secret: short }]',
      '2 alerts.webhooks[0].secret: must be 24 to 64 random bytes in base64, with or without whsec_ before them',
    ],
    ['alerts:\n  absence: { hours: 3, from: 8 }', '2 alerts.absence.from: must be a time of day such as 22:30'],
    ['media:\n  maxFileBytes: 60000000', '2 media.maxFileBytes: is 60000000, which is more than maxTotalBytes (52428800)'],
    [
      'media:\n  allowPrivateAddresses: [10.0.0.1, intranet]',
      '2 media.allowPrivateAddresses[1]: must be an address or a network such as 10.1.2.0/24',
    ],
    ['media:\n  s3: { region: eu-west-1 }', '2 media.s3.bucket: is missing'],
    [
      'media:\n  s3: { bucket: pictures, accessKeyId: A }',
      '2 media.s3.accessKeyId: stands without secretAccessKey: write both, or neither',
    ],
    ['media:\n  s3: { bucket: pictures, endpiont: x }', '2 media.s3.endpiont: is not a known key -> endpoint'],
    ['server:\n  prot: 1\n', '2 server.prot: is not a known key -> port'],
    ['server: 5\n', '1 server: must be a mapping'],
    ['\nserver: { port: 70000 }\n', '2 server.port: must not be greater than 65535'],
    ['server: { publicUrl: https://311.example/ }\n', '1 server.publicUrl: must not end with a slash'],
    [
      'server: { trustedProxies: [10.0.0.0/8, proxy] }\n',
      '1 server.trustedProxies[1]: must be an IP address or a network such as 10.0.0.0/8',
    ],
    [
      'server: { requireHttps: true }\n',
      '1 server.requireHttps: needs trustedProxies: the bridge itself speaks http, and only a proxy that it believes can say that a request came over https',
    ],
    ['limits: { perKey: { requests: -1 } }\n', '1 limits.perKey.requests: must not be less than 0'],
    ['roles: [intake, delivry]\n', '1 roles: must be one of intake, delivery, sync -> delivery'],
    ['store: { databaseUrl: mysql://user:hush@db/x }\n', '1 store.databaseUrl: must be a postgres:// or postgresql:// address'],
    ['queue: { redisUrl: http://:hush@cache }\n', `1 queue.redisUrl: ${NO_REDIS_URL}`],
    ['queue: { redisUrl: "redis://u:h/u#sh@cache" }\n', `1 queue.redisUrl: ${NO_REDIS_URL}`],
    ['queue: { redisUrl: "redis://u:100%@cache" }\n', `1 queue.redisUrl: ${NO_REDIS_URL}`],
    ['queue: { redisUrl: redis://cache:99999 }\n', `1 queue.redisUrl: ${NO_REDIS_URL}`],
    [
      'queue:\n  sentinel: { master: m, addresses: [a:1] }\n  cluster: { addresses: [a:1] }\n',
      '3 queue.cluster: stands beside sentinel: the queue is on one of them; write one',
    ],
    [
      'queue:\n  redisUrl: redis://a\n  sentinel: { master: m, addresses: [a:1] }\n',
      '3 queue.sentinel: stands beside redisUrl: the queue is on one of them; write one',
    ],
    ['queue: { sentinel: { addresses: [a:1] } }\n', '1 queue.sentinel.master: is missing'],
    ['queue: { sentinel: { master: m, addresses: [] } }\n', '1 queue.sentinel.addresses: should not be empty'],
    [
      'queue: { sentinel: { master: m, addresses: [cache-1] } }\n',
      '1 queue.sentinel.addresses: must be host:port, such as cache-1:6379',
    ],
    [
      'queue: { sentinel: { master: m, addresses: [a:1], pasword: x } }\n',
      '1 queue.sentinel.pasword: is not a known key -> password',
    ],
    [
      'queue: { sentinel: { master: m, addresses: [a:1], sentinelUsername: u } }\n',
      '1 queue.sentinel.sentinelUsername: stands without sentinelPassword: write both, or sentinelPassword alone',
    ],
    ['queue: { cluster: { addresses: [redis://a:1] } }\n', '1 queue.cluster.addresses: must be host:port, such as cache-1:6379'],
    [
      'queue: { cluster: { addresses: [a:1], username: u } }\n',
      '1 queue.cluster.username: stands without password: write both, or password alone',
    ],
    ['queue: { prefix: "{bridge}" }\n', '1 queue.prefix: may hold letters, digits, _ and - only'],
    [
      'connection: { delivery: { backoffMaxMs: 10 } }\n',
      '1 connection.delivery.backoffMaxMs: is 10, which is less than backoffMinMs (5000)',
    ],
    ['connection: { sync: { pollEveryMs: x } }\n', '1 connection.sync.pollEveryMs: must be a whole number'],
    ['conection: {}\n', '1 conection: is not a known key -> connection'],
    ['server: { port: 5, constructor: 6 }\n', '1 server.constructor: cannot be used as a key'],
    ['server: { port: 5 }\nnull: 6\n', '2 null: has a key that is no text'],
  ])('%j', async (text, expected) => {
    folder.write('settings.yaml', text);
    expect(await told()).toEqual([expected]);
    expect((await folder.mistakes())[0]!.file).toBe('settings.yaml');
  });
});

describe('a mistake in the environment', () => {
  it.each([
    ['PORT', 'http', 'must be a whole number from 0 to 65535'],
    ['PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['PORT', '-1', 'must be a whole number from 0 to 65535'],
    ['DATABASE_URL', 'mysql://user:hush@db/x', 'must be a postgres:// or postgresql:// address'],
    ['REDIS_URL', 'memcached://:hush@cache', NO_REDIS_URL],
    ['ROLES', 'intake,delivry', 'has delivry, which is none of intake, delivery, sync -> delivery'],
    ['LOG_LEVEL', 'wrn', 'has wrn, which is none of debug, info, warn, error, silent -> warn'],
    ['BRIDGE_CONFIG', '/nowhere/at/all', 'there is no folder /nowhere/at/all'],
  ])('%s=%s', async (name, value, reason) => {
    expect(await told({ [name]: value })).toEqual([`- ${name}: ${reason}`]);
  });
});

it.each(['sentinel: { master: m, addresses: [a:1] }', 'cluster: { addresses: [a:1] }'])(
  'REDIS_URL beside another kind of Redis: %s',
  async (kind) => {
    folder.write('settings.yaml', `queue: { ${kind} }`);
    expect(await told({ REDIS_URL: 'redis://cache' })).toEqual([
      `- REDIS_URL: stands beside queue.${kind.split(':')[0]} of settings.yaml: unset one of the two`,
    ]);
    expect(await told({ REDIS_URL: '' })).toEqual([]);
  },
);

it('a folder without a city is a mistake', async () => {
  const empty = new ConfigFolder();
  await expect(empty.mistakes()).resolves.toMatchObject([
    { file: 'jurisdictions', reason: 'has no city: put one YAML file a city here' },
  ]);
  empty.remove();
});

it('lists the mistakes of all files and of the environment at once, by file and line', async () => {
  folder.write('settings.yaml', 'server: { prot: 1 }\n');
  folder.city(cityWith(['to: office', 'to: ofice'], ['Europe/London', '${NO_ZONE}'], inSettings('pasword: x')));
  folder.city('id: [\n', 'zebra.yaml');
  const error: unknown = await folder.load({ PORT: 'x' }).catch((reason: unknown) => reason);
  const lines = (error as Error).message.replaceAll(`${folder.path}/`, '').split('\n');
  expect(lines[0]).toMatch(/^\d+ mistakes in the configuration:$/);
  expect(lines.slice(1, 6)).toEqual([
    '  environment PORT: must be a whole number from 0 to 65535',
    '  settings.yaml:1 server.prot: is not a known key (did you mean `port`?)',
    '  jurisdictions/oakville.yaml:3 timeZone: the environment variable NO_ZONE is not set',
    '  jurisdictions/oakville.yaml:12 connections.office.settings.pasword: is not a known key (did you mean `password`?)',
    '  jurisdictions/oakville.yaml:14 routes[0].to: there is no connection ofice (did you mean `office`?)',
  ]);
  expect(lines[6]).toMatch(/^ {2}jurisdictions\/zebra\.yaml:\d+.*: is not YAML: /);
});

it('never repeats a secret, not even a wrong one', async () => {
  folder.write('settings.yaml', 'store: { databaseUrl: "mysql://u:${DB_PASSWORD}@db/x" }\n');
  folder.city(cityWith(inSettings('password: 5, drawers: "${DRAWERS}"'), ['Europe/London', '${ZONE}']));
  const env = { DB_PASSWORD: 'hush-hush', DRAWERS: 'hush-drawers', ZONE: 'hush-zone', REDIS_URL: 'http://:hush-redis@cache' };
  const error: unknown = await folder.load(env).catch((reason: unknown) => reason);
  expect((error as Error).message).toContain('[masked] is not an IANA time zone');
  expect(JSON.stringify(error) + (error as Error).message).not.toContain('hush');
});
