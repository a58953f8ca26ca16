import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { installed } from './debian.js';
import { freePort } from './ports.js';

export interface TestPostgres {
  readonly url: string;
  /** Stops it, by default as a shutdown does (`immediate`: as a crash does), and starts it again on the same files and port. */
  restart(how?: Restart): Promise<void>;
  stop(): Promise<void>;
}

export interface Restart {
  readonly mode?: 'fast' | 'immediate';
  /** How long it is away at least. */
  readonly downMs?: number;
}

/** A PostgreSQL of our own: temporary files, free port, never root. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = binFolder();
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'bridge-pg-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  if (user) chownSync(folder, user.uid, user.gid);
  const port = await freePort();
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'], {
    stdio: 'pipe',
    cwd: folder,
    ...user,
  });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=200'];
  const start = () => run(join(bin, 'postgres'), args, folder, user, url);
  let stop = await start();
  return {
    url,
    async restart({ mode = 'fast', downMs = 0 } = {}) {
      await stop(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await sleep(downMs);
      stop = await start();
    },
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function run(
  command: string,
  args: string[],
  cwd: string,
  user: { uid: number; gid: number } | undefined,
  url: string,
): Promise<(signal?: NodeJS.Signals) => Promise<void>> {
  const server = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd, ...user });
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-5_000)));
  const deadline = Date.now() + 60_000;
  while (!(await answers(url))) {
    if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`PostgreSQL did not start:\n${log}`);
    }
    await sleep(50);
  }
  return (signal = 'SIGINT') =>
    new Promise((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.once('exit', () => resolve());
      server.kill(signal);
    });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** Debian keeps the server's programs out of the path; a wrapper found on the path may not be the real thing. */
function binFolder(): string {
  const found = debianBin();
  if (found) return found;
  installed('postgresql', () => debianBin() !== undefined);
  return debianBin()!;
}

function debianBin(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(root, version, 'bin')), ...(process.env['PATH'] ?? '').split(':')];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, name: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }).toString());
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', name), gid: id('-g', name) };
    } catch {
      // The next one may be there.
    }
  }
  throw new Error(
    'tests run as root need a user postgres or nobody to run PostgreSQL as; add one, or run the tests as another user',
  );
}
