import { cityWith, ConfigFolder, RIGHT_CITY } from '../../test/support/configuration.js';
import { inSettings, told } from '../../test/support/mistaken-city.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder().city(RIGHT_CITY);
});
afterEach(() => folder.remove());

describe('a mistake in how a city is written is told with its line, key and reason', () => {
  it.each<[string, [string, string], ...string[]]>([
    ['a key that stands twice', ['contact: Town hall', 'name: Again\ncontact: Town hall'], '4 name: stands here a second time'],
    [
      'a key that stands twice deep down',
      inSettings('pen: ink, pen: pencil'),
      '12 connections.office.settings.pen: stands here a second time',
    ],
    ['a tag nobody knows', ['contact: Town hall', 'contact: !secret hall'], '4 : is not YAML: Unresolved tag: !secret'],
  ])('%s', async (_name, change, ...expected) => {
    folder.city(cityWith(change));
    expect(await told(folder)).toEqual(expected);
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
    expect(await told(folder)).toEqual(expected);
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
    expect(await told(folder)).toEqual(['- : must be a mapping']);
  });

  it('a mistake in what several keys share', async () => {
    folder.city(
      cityWith(
        ['type: paper', 'type: paper\n    delivery: &shared { settlMs: 1 }'],
        ['routes:', '  second: { type: stone, delivery: *shared }\nroutes:'],
      ),
    );
    expect(await told(folder)).toEqual([
      '12 connections.office.delivery.settlMs: is not a known key -> settleMs',
      '12 connections.second.delivery.settlMs: is not a known key -> settleMs',
    ]);
  });

  it('a file that cannot be read', async () => {
    folder.write('jurisdictions/folder.yaml/x', '');
    expect(await told(folder)).toEqual(['- : cannot be read (EISDIR)']);
  });

  it('an empty file', async () => {
    folder.city('');
    expect(await told(folder)).toEqual(
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
