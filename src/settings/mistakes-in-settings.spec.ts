import { cityWith, ConfigFolder, RIGHT_CITY } from '../../test/support/configuration.js';
import { inSettings, told } from '../../test/support/mistaken-city.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder().city(RIGHT_CITY);
});
afterEach(() => folder.remove());

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
    expect(await told(folder)).toEqual([expected]);
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
    expect(await told(folder, { [name]: value })).toEqual([`- ${name}: ${reason}`]);
  });
});

it.each(['sentinel: { master: m, addresses: [a:1] }', 'cluster: { addresses: [a:1] }'])(
  'REDIS_URL beside another kind of Redis: %s',
  async (kind) => {
    folder.write('settings.yaml', `queue: { ${kind} }`);
    expect(await told(folder, { REDIS_URL: 'redis://cache' })).toEqual([
      `- REDIS_URL: stands beside queue.${kind.split(':')[0]} of settings.yaml: unset one of the two`,
    ]);
    expect(await told(folder, { REDIS_URL: '' })).toEqual([]);
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
