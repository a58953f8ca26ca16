import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../configuration.js';
import { readSandbox, type Sandbox } from '../sandbox.js';

const START_LIMIT_MS = 120_000;

/** A bridge in a process of its own, which can be killed and started again on the same port and data. */
export class BridgeProcess {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    private readonly configFolder: string,
    private readonly dataFolder: string,
    private readonly port: number,
  ) {}

  static async at(configFolder: string, dataFolder: string): Promise<BridgeProcess> {
    return new BridgeProcess(configFolder, dataFolder, await freePort());
  }

  get processId(): number | undefined {
    return this.child?.pid;
  }

  async start(): Promise<Sandbox> {
    const env = {
      ...process.env,
      BRIDGE_CONFIG: this.configFolder,
      BRIDGE_DATA: this.dataFolder,
      PORT: String(this.port),
      LOG_LEVEL: 'error',
    };
    this.output = '';
    this.child = spawn(process.execPath, [join(packageRoot, 'bin/open311-bridge.js'), 'start'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.on('data', (chunk: Buffer) => this.remember(chunk));
    await this.untilReady(this.child);
    return readSandbox(this.dataFolder)!;
  }

  /** As a power cut would: no chance to finish anything. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** The sandbox file is written last, so its text comes after it in the output. */
  private async untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (!this.output.includes('Close its case')) {
      if (child.exitCode !== null) throw new Error(`the bridge did not start:\n${this.output}`);
      if (Date.now() > deadline) throw new Error(`the bridge was not ready within ${START_LIMIT_MS / 1000} s:\n${this.output}`);
      await sleep(50);
    }
  }

  private remember(chunk: Buffer): void {
    this.output = (this.output + chunk.toString()).slice(-20_000);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
