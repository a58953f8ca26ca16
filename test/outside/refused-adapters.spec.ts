import { cityWith, ConfigFolder } from '../support/configuration.js';
import { runBridge } from '../support/run-bridge.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder();
});
afterEach(() => folder.remove());

const KIT = `import * as kit from 'open311-bridge/adapter-kit';`;
const rightManifest = (change: string) => `${KIT}
class S { url; } kit.decorateSettings(S, { url: [kit.IsString()] });
export default { contractVersion: 1, type: 'right', label: 'Right', settingsClass: S, limits: {}, create: () => ({}), startEmulator: async () => {}, ${change} };`;

/** Each adapter that can't be used, with what is said of it. */
const REFUSED: Readonly<Record<string, readonly [module: string | undefined, ...said: string[]]>> = {
  'not-installed': [undefined, 'is not installed: no node_modules in', 'run npm install not-installed in one of them'],
  './missing': [undefined, 'is not there: there is no', '/missing'],
  './no-manifest': [
    'export const something = 1;',
    'exports no manifest: its default export, or one named adapter',
    'it exports something',
  ],
  './newer': [
    rightManifest('contractVersion: 7'),
    'speaks version 7 of the adapter contract, and this bridge speaks 1: update the bridge',
  ],
  './taken': [
    rightManifest(`type: 'rest'`),
    "has the type rest, which is one of the bridge's own: its author has to choose another",
  ],
  './first': [rightManifest('')],
  './second': [rightManifest(''), 'has the type right, which is that of ./first already: leave one of them out'],
  './poor': [
    rightManifest(
      `type: 'Poor CRM', label: '', limits: { media: { maxBytes: '5 MB' } }, capabilities: ['addNotes'], startEmulator: undefined`,
    ),
    'has the type "Poor CRM": it may hold a-z, 0-9 and - only',
    'has no label',
    'has limits.media.maxBytes that is not a whole number above 0',
    'has the capability addNotes, which is none of',
    '(did you mean addNote?)',
    'has no startEmulator: it starts a stand-in for the CRM',
  ],
  './bare': [
    rightManifest(`type: 'bare', settingsClass: class BareSettings { url; token = ''; }`),
    'has the settings class BareSettings without any decorator (keys: url, token): decorate each key',
  ],
  './throws': ['throw new TypeError("no licence file");', 'throws when it is loaded', 'TypeError: no licence file'],
  './needs': [`import 'acme-sdk-nobody-has';`, 'needs something that is not installed', 'run npm install in its folder'],
  './requires/index.cjs': [
    `require('open311-bridge/adapter-kit');`,
    'the kit can be imported only, not required: write import, and "type": "module" into package.json',
  ],
  './asks': [`import { noSuchPart } from 'open311-bridge/adapter-kit';`, 'throws when it is loaded', 'noSuchPart'],
};

it('an adapter that can not be used is told at start with its place, the reason and the remedy; all of them at once', async () => {
  for (const [entry, [module]] of Object.entries(REFUSED))
    if (module) folder.write(entry.endsWith('.cjs') ? entry : `${entry}/index.mjs`, module);
  const entries = Object.keys(REFUSED);
  folder.write('settings.yaml', `adapters:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`);
  folder.city(cityWith(['type: paper', 'type: newer'], ['settings: { endpoint: http://office/ }', '']));
  const { code, output } = await runBridge(['check-config'], { BRIDGE_CONFIG: folder.path });
  expect(code).toBe(1);
  const lines = output.split('\n');
  for (const [index, entry] of entries.entries()) {
    const told = lines.filter((line) => line.includes(`settings.yaml:${index + 2} adapters[${index}]: ${entry} `)).join('\n');
    const [, ...said] = REFUSED[entry]!;
    for (const words of said) expect(told).toContain(words);
    if (said.length === 0) expect(told).toBe('');
  }
  expect(output).toContain('connections.office.type: there is no adapter of the type newer');
});

it('an adapter without a verb that every CRM needs, or with one that its manifest does not name, is told where it is used', async () => {
  const verbs = 'check() {}, createCase() {}, addNote() {}';
  folder.write('lame/index.mjs', rightManifest(`type: 'lame', capabilities: [], create: () => ({ ${verbs} })`));
  folder.write('settings.yaml', 'adapters: [./lame]');
  folder.city(cityWith(['type: paper', 'type: lame'], ['endpoint:', 'url:']));
  const { output } = await runBridge(['check-config'], { BRIDGE_CONFIG: folder.path });
  expect(output).toContain(
    'oakville.yaml:11 connections.office.type: the adapter has no findCase: every adapter has check, createCase, findCase',
  );
  expect(output).toContain("it has addNote, which its manifest's capabilities don't name");
});

it('what keeps an adapter from being made of its settings is told with the connection, without the secret', async () => {
  const create = `create: ({ url }) => { throw new kit.MisconfiguredError('no such tenant: ' + url); }`;
  folder.write('picky/index.mjs', rightManifest(`type: 'picky', ${create}`));
  folder.write('settings.yaml', 'adapters: [./picky]');
  folder.city(cityWith(['type: paper', 'type: picky'], ['endpoint: http://office/', 'url: "${TENANT}"']));
  const { output } = await runBridge(['check-config'], { BRIDGE_CONFIG: folder.path, TENANT: 'hush-hush-tenant' });
  expect(output).toContain('connections.office.settings: no adapter could be made of these settings: no such tenant: ');
  expect(output).not.toContain('hush-hush-tenant');
});

it('an emulator that is none of ours is looked for among the configured adapters, and what is wrong with those is told', async () => {
  folder.write('settings.yaml', 'adapters: [./missing]');
  const { code, output } = await runBridge(['emulator', 'nonesuch'], { BRIDGE_CONFIG: folder.path });
  expect(code).toBe(1);
  expect(output).toContain('adapters[0]: ./missing is not there');
});
