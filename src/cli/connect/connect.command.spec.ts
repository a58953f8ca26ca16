import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { parse } from 'yaml';
import type { PresetQuestion } from '../../adapter-kit/preset.js';
import { adapterCatalogue } from '../../connections/adapter-catalogue.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { cityWith, ConfigFolder, packageRoot, RIGHT_CITY } from '../../../test/support/configuration.js';
import type { Asker } from './asker.js';
import { connectCommand } from './connect.command.js';

let crm: AnsweringServer;
let folder: ConfigFolder;
const CITY = cityWith([
  'type: paper\n    settings: { endpoint: http://office/ }',
  'type: email # by hand\n    emulator: true\n    settings: {}',
]);
beforeAll(async () => {
  crm = await AnsweringServer.start();
});
beforeEach(() => {
  crm.reset();
  crm.answer = ({ headers }) =>
    headers.authorization === `Basic ${btoa('ada:pass-4711')}` ? { body: { result: [] } } : { status: 401 };
  folder = new ConfigFolder().city(CITY);
});
afterEach(() => folder.remove());
afterAll(() => crm.close());

async function connect(
  args: readonly string[],
  { env = {}, asker }: { env?: NodeJS.ProcessEnv; asker?: Asker } = {},
): Promise<string> {
  const lines: string[] = [];
  const command = connectCommand({
    catalogue: adapterCatalogue,
    configFolder: folder.path,
    packageRoot,
    env,
    out: (line) => lines.push(line),
    asker,
  });
  await new Command()
    .exitOverride()
    .addCommand(command)
    .parseAsync(['connect', ...args], { from: 'user' });
  return lines.join('\n');
}
const text = () => readFileSync(join(folder.path, 'jurisdictions/oakville.yaml'), 'utf8');
const set = (changes: Record<string, string> = {}) =>
  Object.entries({ baseUrl: `${crm.url}/api/now`, 'auth.username': 'ada', 'auth.password': 'pass-4711', ...changes }).flatMap(
    ([key, value]) => ['--set', `${key}=${value}`],
  );

it('answers given on the command line are checked with the CRM and written; a secret is a reference, and all else in the file stays', async () => {
  const said = await connect(['servicenow', ...set()]);
  expect(said).toContain('Checked: the CRM answers');
  expect(said).toContain('Set in the environment of the bridge: SERVICENOW_PASSWORD');
  expect(`${said}${text()}`).not.toContain('pass-4711');
  expect(text().replace(/\n {2}# ServiceNow\.[^]*?\n\n/, '\n')).toBe(CITY);
  expect(parse(text()).connections.servicenow).toMatchObject({
    type: 'rest',
    settings: {
      preset: 'servicenow',
      baseUrl: `${crm.url}/api/now`,
      auth: { username: 'ada', password: '${SERVICENOW_PASSWORD}' },
      parameters: { table: 'incident' },
    },
    statusRules: expect.arrayContaining([expect.objectContaining({ status: 'closed' })]),
  });
  const settings = await folder.load({ SERVICENOW_PASSWORD: 'pass-4711' }, { adapters: adapterCatalogue });
  expect(settings.jurisdictions[0]!.connections.map(({ name }) => name)).toContain('servicenow');
});

it('somebody at a terminal is asked what was not given, and not for a secret that the environment has', async () => {
  const asked: string[] = [];
  const answers: Record<string, string> = {
    baseUrl: `${crm.url}/api/now`,
    'auth.username': 'ada',
    'parameters.table': 'u_report',
  };
  const asker: Asker = {
    answer: ({ key, default: fallback }: PresetQuestion, mistakeIn) => {
      asked.push(key);
      expect(mistakeIn('')).toBe('it is empty');
      return Promise.resolve(answers[key] ?? fallback ?? '');
    },
    choose: () => Promise.resolve('servicenow'),
  };
  await connect(['--name', 'desk'], { env: { DESK_PASSWORD: 'pass-4711' }, asker });
  expect(asked).toEqual(['baseUrl', 'auth.username', 'parameters.table']);
  expect(crm.received[0]!.url).toContain('/table/u_report?');
  expect(parse(text()).connections.desk.settings.auth.password).toBe('${DESK_PASSWORD}');
});

it('what the CRM or the settings refuse is told, and nothing is written', async () => {
  await expect(connect(['servicenow', ...set({ 'auth.password': 'wrong-word' })])).rejects.toThrow(
    /nothing was written:\nmisconfigured: .*401/,
  );
  await expect(connect(['servicenow', ...set({ 'parameters.tabel': 'x' })])).rejects.toThrow(
    'settings.parameters.tabel: is no parameter',
  );
  await expect(connect(['servicenow', ...set({ 'parameters.table': 'a b' })])).rejects.toThrow(
    '--set parameters.table: it must fit',
  );
  await expect(connect(['servicenow', '--set', 'auth.username=ada'])).rejects.toThrow(
    '--set baseUrl=... is missing: Address of the instance',
  );
  await expect(connect(['servicenow', '--set', 'baseUrl'])).rejects.toThrow('--set takes key=value');
  expect(text()).toBe(CITY);
  await connect(['servicenow', '--no-check', ...set({ 'auth.password': 'wrong-word' })]);
  expect(text()).toContain('servicenow:');
});

it('a secret that is nowhere yet is no obstacle, and a reference of one’s own is kept', async () => {
  const said = await connect(['servicenow', ...set({ 'auth.password': '${MY_WORD}' })]);
  expect(said).toContain('Not checked: MY_WORD not set');
  expect(parse(text()).connections.servicenow.settings.auth.password).toBe('${MY_WORD}');
  expect(crm.received).toEqual([]);
});

it('--print shows the connection and writes nothing', async () => {
  const said = await connect(['servicenow', '--print', '--no-check', ...set()]);
  expect(parse(said)).toHaveProperty('servicenow.settings.preset', 'servicenow');
  expect(text()).toBe(CITY);
});

it('a name that is taken, a preset or a city that is not there are told', async () => {
  await expect(connect(['servicenow', '--name', 'office', ...set()])).rejects.toThrow('there is a connection office already');
  await expect(connect(['servicenov'])).rejects.toThrow('there is no preset servicenov (did you mean servicenow?); there are ');
  await expect(connect([])).rejects.toThrow('name a preset; there are ');
  folder.city(RIGHT_CITY.replace('id: oakville', 'id: elmtown'), 'elmtown.yaml');
  await expect(connect(['servicenow', ...set()])).rejects.toThrow('say which city with --city; there are elmtown, oakville');
});

it('a file without connections, or with the last of them at its end, gets one too', async () => {
  folder.city('id: oakville\ntimeZone: Europe/London\n');
  await connect(['servicenow', '--no-check', ...set()]);
  expect(parse(text())).toMatchObject({ id: 'oakville', connections: { servicenow: { type: 'rest' } } });
  folder.city('id: oakville\nconnections: {}\n');
  await expect(connect(['servicenow', '--no-check', ...set()])).rejects.toThrow('--print');
});
