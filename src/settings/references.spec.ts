import { cityWith, ConfigFolder, type PaperSettings } from '../../test/support/configuration.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder();
});
afterEach(() => folder.remove());

const withPassword = (password: string) =>
  cityWith(['endpoint: http://office/', `endpoint: http://office/, password: '${password}'`]);

async function connection(password: string, env: NodeJS.ProcessEnv = {}) {
  folder.city(withPassword(password));
  const { settings, secrets } = (await folder.load(env)).jurisdictions[0]!.connections[0]!;
  return { password: (settings as PaperSettings).password, secrets };
}

it('takes a value from the environment and remembers it as a secret of its connection', async () => {
  await expect(connection('${OFFICE_PASSWORD}', { OFFICE_PASSWORD: 'hush' })).resolves.toEqual({
    password: 'hush',
    secrets: ['hush'],
  });
});

it('takes a value from a file beside the YAML file, without its last line break', async () => {
  folder.write('jurisdictions/secrets/office', 'hush\nhush\n');
  await expect(connection('${file:secrets/office}')).resolves.toEqual({ password: 'hush\nhush', secrets: ['hush\nhush'] });
});

it.each([
  ['a WSDL', '<?xml version="1.0"?>\n<!-- ours -->\n<wsdl:definitions name="Crm"><a/></wsdl:definitions>', []],
  ['a schema', '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>', []],
  ['a password like the beginning of one', '<schemas>', ['<schemas>']],
])('tells descriptions of services from secrets: %s', async (_what, text, secrets) => {
  folder.write('jurisdictions/file', text);
  await expect(connection('${file:file}')).resolves.toEqual({ password: text, secrets });
});

it('takes several values within one text', async () => {
  const env = { USER_NAME: 'u', OFFICE_PASSWORD: 'hush' };
  await expect(connection('${USER_NAME}:${OFFICE_PASSWORD}!', env)).resolves.toEqual({
    password: 'u:hush!',
    secrets: ['u', 'hush'],
  });
});

it('does not look for references in what a reference brought', async () => {
  await expect(connection('${A}', { A: '${B}', B: 'x' })).resolves.toMatchObject({ password: '${B}' });
});

it('reads $${ as a literal ${', async () => {
  await expect(connection('$${NAME} costs $5 {')).resolves.toEqual({ password: '${NAME} costs $5 {', secrets: [] });
});

it('keeps the secrets of one connection out of the other', async () => {
  folder.city(
    withPassword('${A}').replace(
      'routes:',
      '  second: { type: paper, settings: { endpoint: http://x/, password: "${B}" } }\nroutes:',
    ),
  );
  const [city] = (await folder.load({ A: 'first', B: 'second' })).jurisdictions;
  expect(city!.connections.map(({ secrets }) => secrets)).toEqual([['first'], ['second']]);
});

it.each([
  ['${OFFICE_PASSWORD}', 'the environment variable OFFICE_PASSWORD is not set'],
  ['${EMPTY}', 'the environment variable EMPTY is empty'],
  ['${two words}', '`${two words}` is neither `${NAME}` nor `${file:PATH}` (write `$${` for a literal `${`)'],
  ['${OFFICE', 'has a `${` without its `}` (write `$${` for a literal one)'],
])('tells that %s leads nowhere', async (password, reason) => {
  folder.city(withPassword(password));
  await expect(folder.mistakes({ EMPTY: '' })).resolves.toMatchObject([
    { line: 12, keyPath: 'connections.office.settings.password', reason },
  ]);
});

it('tells which file it could not read, and which was empty', async () => {
  folder.city(withPassword('${file:gone}'));
  await expect(folder.mistakes()).resolves.toMatchObject([
    { reason: `the file of \`\${file:gone}\` cannot be read (ENOENT): ${folder.path}/jurisdictions/gone` },
  ]);
  folder.write('jurisdictions/gone', '\n');
  await expect(folder.mistakes()).resolves.toMatchObject([
    { reason: `the file of \`\${file:gone}\` is empty: ${folder.path}/jurisdictions/gone` },
  ]);
});

it('says nothing more of a value whose reference leads nowhere', async () => {
  folder.city(cityWith(['http://office/', '"${NO_ADDRESS}"'], ['Europe/London', '${NO_ZONE}']));
  await expect(folder.mistakes()).resolves.toMatchObject([
    { keyPath: 'timeZone' },
    { keyPath: 'connections.office.settings.endpoint' },
  ]);
});
