import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { adapterCatalogue } from '../../connections/adapter-catalogue.js';
import { loadSettings } from '../../settings/load-settings.js';
import type { Settings } from '../../settings/settings.js';
import { auditOf } from '../../store/audit.js';
import { ConfigFolder, packageRoot } from '../../../test/support/configuration.js';
import { aLane } from '../../../test/support/lanes.js';
import { onPostgres, type TestStore } from '../../../test/support/stores.js';
import { tryCommand } from './try.command.js';

let store: TestStore;
let settings: Settings;
let folder: ConfigFolder;
beforeAll(async () => {
  store = await onPostgres();
  settings = await loadSettings({ env: {}, packageRoot, adapters: adapterCatalogue });
  folder = new ConfigFolder();
});
afterAll(async () => {
  folder.remove();
  await store.close();
});

async function tried(...args: string[]): Promise<{ text: string; status: number | undefined }> {
  const lines: string[] = [];
  let status: number | undefined;
  const open = () => Promise.resolve({ database: store.database, settings, close: () => Promise.resolve() });
  const exit = (given: number) => void (status = given);
  const command = tryCommand({ load: () => Promise.resolve(settings), open, out: (line) => lines.push(line), exit });
  await new Command().addCommand(command).parseAsync(['try', ...args], { from: 'user' });
  return { text: lines.join('\n'), status };
}
const file = (name: string, text: string) => {
  writeFileSync(join(folder.path, name), text);
  return join(folder.path, name);
};

it('a report in a file shows what would be sent, and an answer what it comes to', async () => {
  const report = file('report.yaml', 'service_code: POTHOLE\ndescription: A bucket\nemail: ada@example.org\n');
  const { text, status } = await tried('rest', '--request', report, '--answer', file('ok.json', '{"case": {"id": 12}}'));
  expect(text).toContain('POST http://127.0.0.1');
  expect(text).toContain('"subject": "26-00000001 Pothole"');
  expect(text).toContain('ada@example.org');
  expect(text).toContain('"caseRef": "12"');
  expect(status).toBe(0);
  const refusal = file('no.txt', 'HTTP/1.1 422 No\n\n{"error": {"message": "no such street"}}');
  const refused = await tried('rest', '--request', report, '--answer', refusal, '--json');
  expect(JSON.parse(refused.text)).toMatchObject({ connection: 'riverton/rest', failure: { kind: 'rejected' } });
  expect(refused.status).toBe(2);
  const mail = await tried('email', '--request', report, '--answer', file('250', '250 queued'));
  expect(mail.text).toContain('RCPT TO:<callcentre@riverton.example>');
});

it('a report of the store is shown without what is personal, unless somebody asks for it, who is written down', async () => {
  const { publicId: id } = await aLane(store.database, [{ connection: 'riverton/rest' }], {
    jurisdictionId: 'riverton',
    description: 'Call me: ada@example.org',
  });
  const { text } = await tried('riverton/rest', '--request', id);
  expect(text).toContain(id);
  expect(text).not.toContain('ada@example.org');
  expect(await auditOf(store.database, `request/riverton/${id}`)).toEqual([]);
  const shown = await tried('rest', '--request', id, '--show-personal', '--as', 'Grace');
  expect(shown.text).toContain('Call me: ada@example.org');
  expect(await auditOf(store.database, `request/riverton/${id}`)).toMatchObject([
    { actor: 'Grace', action: 'request.show-personal' },
  ]);
});

it('what only asks the CRM needs no report, and says which time it invents', async () => {
  const { text } = await tried('rest', '--step', 'fetch_changes', '--answer', file('none.json', '{"cases": []}'));
  expect(text).toContain('fetch_changes at riverton/rest\n\nthe time asked for is invented, 20');
  await expect(tried('rest')).rejects.toThrow('--request <file or id> is needed: create_case is about a report');
});

it('what can not be tried says why', async () => {
  await expect(tried('lagann', '--request', 'x')).rejects.toThrow('did you mean lagan?');
  await expect(tried('rest', '--request', '26-99999999')).rejects.toThrow(
    'no report of riverton has the id or token 26-99999999',
  );
  const wrong = file('wrong.yaml', 'service_code: POTHOLE\nadress_string: here\n');
  await expect(tried('rest', '--request', wrong)).rejects.toThrow(/wrong.yaml:2 adress_string: is not a known key/);
});
