import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { installed } from './debian.js';
import { freePort } from './ports.js';

/** Nothing is kept on disk. */
export const IN_MEMORY = ['save ""', 'appendonly no'];

/** One redis-server in memory on a port of loopback, which comes back empty. */
export class RedisServer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'bridge-redis-'));
  private readonly configFile: string;
  private server: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly lines: readonly string[],
    private readonly signIn: RedisOptions,
    private readonly flags: readonly string[],
  ) {
    this.configFile = join(this.folder, 'redis.conf');
  }

  /** @param lines of its configuration besides port, address and folder; `signIn` is how a client gets in. */
  static async start(lines: readonly string[] = [], signIn: RedisOptions = {}, ...flags: string[]): Promise<RedisServer> {
    const server = await RedisServer.prepare(lines, signIn, ...flags);
    await server.start();
    return server;
  }

  /** Not started yet; nobody listens on its port. */
  static async prepare(lines: readonly string[] = [], signIn: RedisOptions = {}, ...flags: string[]): Promise<RedisServer> {
    installed('redis-server', () => program('redis-server') !== undefined);
    return new RedisServer(await freePort(), lines, signIn, flags);
  }

  async start(): Promise<void> {
    const own = [`port ${this.port}`, 'bind 127.0.0.1', `dir ${this.folder}`];
    writeFileSync(this.configFile, [...own, ...this.lines].join('\n'));
    this.server = spawn(program('redis-server')!, [this.configFile, ...this.flags], { stdio: 'ignore' });
    await this.until((client) => client.ping(), 'starts');
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Asks until the answer is a good one. @throws after a minute, or when the server has died. */
  async until(ask: (client: Redis) => Promise<unknown>, what: string): Promise<void> {
    const client = this.client();
    const deadline = Date.now() + 60_000;
    try {
      while (!(await ask(client).catch(() => false))) {
        if (!this.isRunning() || Date.now() > deadline) throw new Error(`redis-server does not get so far that it ${what}`);
        await sleep(50);
      }
    } finally {
      client.disconnect();
    }
  }

  client(): Redis {
    const client = new Redis(this.port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null, ...this.signIn });
    return client.on('error', () => undefined);
  }

  private isRunning(): boolean {
    return this.server !== undefined && this.server.exitCode === null && this.server.signalCode === null;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { server } = this;
    if (!server || !this.isRunning()) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  }
}

/** Runs redis-cli. @returns what it printed. */
export function redisCli(args: readonly string[]): string {
  installed('redis-tools', () => program('redis-cli') !== undefined);
  return execFileSync(program('redis-cli')!, args, { stdio: 'pipe', timeout: 30_000 }).toString();
}

function program(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}
