import { cityWith, ConfigFolder } from '../../test/support/configuration.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder();
});
afterEach(() => folder.remove());

async function told(from: string, to: string): Promise<string[]> {
  const mistakes = await folder.city(cityWith([from, to])).mistakes();
  return mistakes.map(({ keyPath, reason }) => `${keyPath}: ${reason}`);
}

const CHANGES = "changes: 'body'";
const SIGNING = 'must be 24 to 64 random bytes in base64, with or without whsec_ before them';
const GOOD = Buffer.alloc(32, 1).toString('base64');

it.each<[string, string, ...string[]]>([
  ['all that is needed', `auth: { kind: webhook, secrets: [${GOOD}] }, ${CHANGES}`],
  ['no proof', CHANGES, 'auth: is missing'],
  ['no secret', `auth: { kind: webhook }, ${CHANGES}`, 'auth.secrets: is missing: kind webhook needs secrets'],
  ['a weak signing secret', `auth: { kind: webhook, secrets: [guess] }, ${CHANGES}`, `auth.secrets[0]: ${SIGNING}`],
  [
    'a weak secret',
    `auth: { kind: header, header: x-token, secrets: [guess] }, ${CHANGES}`,
    'auth.secrets[0]: must have at least 16 characters',
  ],
  [
    'a key of another kind',
    `auth: { kind: basic, username: a, passwords: [b], header: c }, ${CHANGES}`,
    'auth.header: means nothing to kind basic: leave it out',
  ],
  [
    'anybody as a sender',
    `auth: { kind: addresses }, ${CHANGES}`,
    'addresses: must not be empty where auth.kind is addresses: anybody could send',
  ],
  [
    'a name as an address',
    `auth: { kind: addresses }, addresses: [crm.example.org], ${CHANGES}`,
    'addresses[0]: must be an address or a network such as 198.51.100.0/24',
  ],
  [
    'nobody to read it',
    `auth: { kind: webhook, secrets: [${GOOD}] }`,
    'changes: is missing: adapters of the type paper do not read messages by themselves',
  ],
])('a callback with %s', async (_what, callback, ...expected) => {
  const found = await told('    type: paper', `    type: paper\n    callback: { ${callback} }`);
  expect(found).toEqual(expected.map((each) => `connections.office.callback.${each}`));
});

it.each<[string, string, string, ...string[]]>([
  [
    'hours that end before they begin',
    'workingTime',
    "{ from: '17:00', to: '08:00' }",
    'to: must be later than from, which is 17:00',
  ],
  [
    'two kinds of subscriber in one',
    'push',
    "{ a: { kind: fixmystreet, url: 'http://x/', secret: s } }",
    'a.apiKey: is missing: kind fixmystreet needs it',
    'a.secret: means nothing to kind fixmystreet: leave it out',
  ],
  ['a subscriber with a weak secret', 'push', "{ a: { kind: webhook, url: 'http://x/', secret: s } }", `a.secret: ${SIGNING}`],
])('a city with %s', async (_what, key, value, ...expected) => {
  const found = await told('name: Oakville', `name: Oakville\n${key}: ${value}`);
  expect(found).toEqual(expected.map((each) => `${key}.${each}`));
});
