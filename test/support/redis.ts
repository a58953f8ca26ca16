import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { installed } from './debian.js';
import { freePort } from './ports.js';

export interface TestRedis {
  readonly url: string;
  /** How many keys there are. */
  keys(): Promise<number>;
  /** All keys gone, as after a restart without a disk. */
  flush(): Promise<void>;
  /** Killed, away for so long, and started empty on the same port. */
  kill(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of our own on a free port, in memory. */
export async function startRedis(): Promise<TestRedis> {
  installed('redis-server', () => program() !== undefined);
  const folder = mkdtempSync(join(tmpdir(), 'bridge-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const start = () => spawn(program()!, args, { stdio: 'ignore' });
  let server = start();
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await ready(server, client);
  return {
    url: `redis://127.0.0.1:${port}`,
    keys: () => client.dbsize(),
    async flush() {
      await client.flushall();
    },
    async kill(downMs) {
      await end(server, 'SIGKILL');
      await sleep(downMs);
      server = start();
      await ready(server, client);
    },
    async stop() {
      client.disconnect();
      await end(server, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill(signal);
  });
}

async function ready(server: ChildProcess, client: Redis): Promise<void> {
  const deadline = Date.now() + 20_000;
  client.connect().catch(() => undefined);
  while (client.status !== 'ready') {
    if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline) {
      client.disconnect();
      server.kill('SIGKILL');
      throw new Error('redis-server did not start');
    }
    await sleep(20);
  }
}

function program(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'redis-server'))
    .find((file) => existsSync(file));
}
