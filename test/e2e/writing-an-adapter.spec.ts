import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAM = resolve('bin/open311-bridge.js');
const SECONDS = 1000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-tutorial-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/open311-bridge'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(join(folder, 'bin/open311-bridge'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines of the manual's `sh` blocks, in one shell, as a reader would type them. */
const commands = () =>
  [...readFileSync('docs/writing-an-adapter.md', 'utf8').matchAll(/```sh\n([^`]*)```/g)].map(([, block]) => block).join('');

const bridge = (...args: string[]) => run(process.execPath, [PROGRAM, ...args], { cwd: folder });

it(
  'every command of docs/writing-an-adapter.md works, and the new adapter is complete at once',
  async () => {
    const env = {
      ...process.env,
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    };
    const { stdout } = await run('bash', ['-e', '-c', commands()], { cwd: folder, env, maxBuffer: 10_000_000 });
    expect(stdout).toContain('Level: complete');
    expect(stdout).toContain('open311-bridge-adapter-fire-desk-0.1.0.tgz');
  },
  180 * SECONDS,
);

it('packed, and installed into an empty folder beside the bridge, it passes the suite there too', async () => {
  const beside = join(folder, 'beside');
  mkdirSync(beside);
  const packed = join(folder, 'fire-desk/open311-bridge-adapter-fire-desk-0.1.0.tgz');
  await run('npm', ['install', '--offline', '--no-save', '--legacy-peer-deps', '--silent', packed], { cwd: beside });
  const test = ['adapter', 'test', 'open311-bridge-adapter-fire-desk', '--only', 'CREATE-0*'];
  const { stdout } = await run(process.execPath, [PROGRAM, ...test], { cwd: beside });
  expect(stdout).toContain('9 cases: 9 passed');
});

it.each([
  ['Fire Desk', 'is no name for an adapter: write it in lower case'],
  ['../acme', 'is no name for an adapter'],
  ['lagan', 'there is an adapter lagan already'],
])('a name that can not be (%s) is refused', async (name, reason) => {
  await expect(bridge('adapter', 'new', name)).rejects.toMatchObject({ stderr: expect.stringContaining(reason) });
});

it('writes over nothing', async () => {
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine/work.txt'), 'a day of it');
  const failure = bridge('adapter', 'new', 'acme', '--folder', 'mine');
  await expect(failure).rejects.toMatchObject({ stderr: expect.stringContaining('is not empty') });
  expect(readFileSync(join(folder, 'mine/work.txt'), 'utf8')).toBe('a day of it');
});
