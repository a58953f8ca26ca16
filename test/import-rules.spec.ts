import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file that breaks the rule, by what it imports. */
const VIOLATIONS: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'the domain stands alone': ['src/domain/a.ts', 'src/store/x.ts'],
  'the kit knows the domain': ['src/adapter-kit/a.ts', 'src/settings/x.ts'],
  'an adapter knows the kit and itself': ['adapters/one/a.ts', 'adapters/two/x.ts'],
  'settings know the kit and the domain': ['src/settings/a.ts', 'src/store/x.ts'],
  'clients of Redis know the settings': ['src/redis/a.ts', 'src/store/x.ts'],
  'the store knows the domain': ['src/store/a.ts', 'src/intake/x.ts'],
  'intake writes to the store and the queue': ['src/intake/a.ts', 'src/delivery/x.ts'],
  'connections know adapters': ['src/connections/a.ts', 'adapters/two/x.ts'],
  'delivery knows connections and the store': ['src/delivery/a.ts', 'src/intake/x.ts'],
  'sync knows connections and the store': ['src/sync/a.ts', 'src/delivery/x.ts'],
  'the console reads': ['src/console/a.ts', 'src/delivery/x.ts'],
  'nobody imports the command line': ['src/store/b.ts', 'src/cli/x.ts'],
  'the entry of the kit is for adapters from outside': ['adapters/one/b.ts', 'src/adapter-kit/public.ts'],
  'only connections know which adapters there are': ['src/delivery/b.ts', 'adapters/two/x.ts'],
};

it('finds every kind of forbidden import, type-only ones too, and cycles', () => {
  // Below the project, so that the tool finds the packages it needs.
  mkdirSync('.tmp', { recursive: true });
  const root = mkdtempSync(join('.tmp', 'imports-'));
  try {
    for (const [file, imported] of Object.values(VIOLATIONS)) plant(root, file, imported);
    write(root, 'src/domain/c.ts', `import { d } from './d.js';\nexport const c = () => d;`);
    write(root, 'src/domain/d.ts', `import { c } from './c.js';\nexport const d = () => c;`);
    const found = cruise(root);
    expect([...found].sort()).toEqual(['no cycles', ...Object.keys(VIOLATIONS)].sort());
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

function plant(root: string, file: string, imported: string): void {
  write(root, imported, 'export interface X { x: string }');
  const up = '../'.repeat(file.split('/').length - 1);
  write(root, file, `import type { X } from '${up}${imported.replace('.ts', '.js')}';\nexport const x = (it: X) => it.x;`);
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function cruise(root: string): Set<string> {
  const program = join(process.cwd(), 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, 'src', 'adapters', '--config', join(process.cwd(), '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const { summary } = JSON.parse(execFileSync(process.execPath, args, { cwd: root, maxBuffer: 1e8 }).toString()) as {
    summary: { violations: { rule: { name: string } }[] };
  };
  return new Set(summary.violations.map(({ rule }) => rule.name));
}
