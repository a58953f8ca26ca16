// What the compiler leaves behind: plain JavaScript, the contracts that adapters ship and read at run time, examples of their settings, and what
// `adapter new` makes an adapter of.
import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';

for (const name of ['expression-thread', 'table-function'])
  cpSync(`src/adapter-kit/mapping/${name}.cjs`, `dist/src/adapter-kit/mapping/${name}.cjs`);
const TEMPLATE = 'dist/src/cli/adapter/template';
cpSync('src/cli/adapter/template', TEMPLATE, { recursive: true });
for (const name of readdirSync('test/adapter-kit/reference'))
  if (/^acme\.\w+\.ts$/.test(name)) cpSync(`test/adapter-kit/reference/${name}`, `${TEMPLATE}/${name}.txt`);
for (const adapter of readdirSync('adapters')) {
  for (const data of [`adapters/${adapter}/contract`, `adapters/${adapter}/presets`])
    if (existsSync(data)) cpSync(data, `dist/${data}`, { recursive: true, filter: (name) => !name.endsWith('.ts') });
  for (const name of examplesIn(`adapters/${adapter}`)) cpSync(name, `dist/${name}`);
}

/** What the conformance suite takes for settings. */
function examplesIn(folder) {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const names = readdirSync(folder, { recursive: true }).filter((name) => /\.example\.yaml$|^examples\/.*\.yaml$/.test(name));
  return names.map((name) => `${folder}/${name}`);
}
