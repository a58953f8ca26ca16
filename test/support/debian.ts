import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Test files run side by side, and only one of them may install. */
const LOCK = join(tmpdir(), 'bridge-tests-apt.lock');

/**
 * Installs Debian packages, several by blank, unless `present` holds already.
 * @param answers to what a package asks, in debconf's format.
 * @throws with what to do where it can't.
 */
export function installed(names: string, present: () => boolean, answers?: string): void {
  if (present()) return;
  if (process.getuid?.() !== 0)
    throw new Error(`the tests need ${names}: install Debian's package with "apt-get install ${names}"`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const locked = (command: string, args: readonly string[], input = '') =>
    execFileSync('flock', [LOCK, command, ...args], { input, stdio: 'pipe', env });
  if (answers !== undefined) locked('debconf-set-selections', [], answers);
  locked('apt-get', ['update', '-qq']);
  const quietly = ['-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold'];
  locked('apt-get', ['install', ...quietly, ...names.split(' ')]);
  if (!present()) throw new Error(`Debian's package ${names} was installed, but its program is not found`);
}
