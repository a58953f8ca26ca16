import { execFileSync } from 'node:child_process';

/** Installs a Debian package unless `present` holds already. @throws with what to do where it can't. */
export function installed(name: string, present: () => boolean): void {
  if (present()) return;
  if (process.getuid?.() !== 0)
    throw new Error(`the tests need ${name}: install Debian's package with "apt-get install ${name}"`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'pipe', env });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', name], {
    stdio: 'pipe',
    env,
  });
  if (!present()) throw new Error(`Debian's package ${name} was installed, but its program is not found`);
}
