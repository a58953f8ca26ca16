import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot, paperCatalogue } from '../../test/support/configuration.js';
import { configSchemas } from '../settings/config-schemas.js';
import { configSchemaCommand } from './config-schema.command.js';

it('writes both schemas into the folder it is told, and says where', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'open311-bridge-schema-'));
  const folder = join(parent, 'new');
  const lines: string[] = [];
  const command = configSchemaCommand({
    catalogue: paperCatalogue,
    loadAdapters: () => Promise.resolve(),
    packageRoot,
    configFolder: parent,
    out: (line) => lines.push(line),
  });
  await command.parseAsync(['--out', folder], { from: 'user' });
  for (const [name, text] of Object.entries(await configSchemas(paperCatalogue, packageRoot))) {
    expect(existsSync(join(folder, name)) && readFileSync(join(folder, name), 'utf8')).toBe(text);
    expect(lines).toContain(`wrote ${join(folder, name)}`);
  }
  rmSync(parent, { recursive: true });
});
