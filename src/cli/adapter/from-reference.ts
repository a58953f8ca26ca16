import type { AdapterNames } from './adapter-names.js';

const KIT = 'open311-bridge/adapter-kit';
const FROM_KIT = /^(\.\.\/.*\/src\/(adapter-kit|domain)\/.*|class-validator)$/;
const IMPORT = /^import (type )?\{([^}]*)\} from '([^']+)';\n/gm;
const LINE = 120;

/** A file of the reference adapter (`acme`) as a file of an adapter with another name, outside of this repository. */
export function fromReference(text: string, names: AdapterNames): string {
  return renamed(withKit(text), names);
}

/** All that comes from the kit's modules comes through its one door. */
function withKit(text: string): string {
  const imported: string[] = [];
  const rest = text.replace(IMPORT, (statement, type: string | undefined, list: string, from: string) => {
    if (!FROM_KIT.test(from)) return statement;
    const members = list
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean);
    imported.push(...members.map((each) => (type ? `type ${each}` : each)));
    return '';
  });
  return imported.length === 0 ? rest : insertImport(rest, importOf(imported));
}

/** Behind Node's own, before the folder's. */
function insertImport(text: string, statement: string): string {
  const nodes = /^(import .* from 'node:[^']+';\n)*/.exec(text)![0];
  return nodes + statement + text.slice(nodes.length);
}

function importOf(members: readonly string[]): string {
  const bare = (member: string) => member.replace(/^type /, '').toLowerCase();
  const sorted = [...new Set(members)].sort((a, b) => bare(a).localeCompare(bare(b)));
  const line = `import { ${sorted.join(', ')} } from '${KIT}';\n`;
  return line.length <= LINE ? line : `import {\n${sorted.map((each) => `  ${each},\n`).join('')}} from '${KIT}';\n`;
}

function renamed(text: string, { type, variable, className, label }: AdapterNames): string {
  return text
    .replaceAll('Acme Citizen Desk', label)
    .replaceAll(/\bacme\.(?=adapter|client|mapping|settings|emulator|conformance)/g, `${type}.`)
    .replaceAll("'acme'", `'${type}'`)
    .replaceAll('acme.example', `${type}.example`)
    .replaceAll(/\bacme\b/g, variable)
    .replaceAll('Acme', className);
}
