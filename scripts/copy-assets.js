// What the compiler leaves behind: a thread in plain JavaScript, the contracts that adapters ship and read at run time, and examples of their settings.
import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';

cpSync('src/adapter-kit/mapping/expression-thread.cjs', 'dist/src/adapter-kit/mapping/expression-thread.cjs');
for (const adapter of readdirSync('adapters')) {
  const contract = `adapters/${adapter}/contract`;
  if (existsSync(contract)) cpSync(contract, `dist/${contract}`, { recursive: true });
  for (const name of examplesIn(`adapters/${adapter}`)) cpSync(name, `dist/${name}`);
}

/** What the conformance suite takes for settings. */
function examplesIn(folder) {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.example.yaml'));
  return names.map((name) => `${folder}/${name}`);
}
