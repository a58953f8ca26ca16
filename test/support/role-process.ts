import { type ChildProcess, spawn } from 'node:child_process';

/** A built bridge in a process of its own. */
export class RoleProcess {
  private readonly gone: Promise<number | null>;
  private output = '';
  /** Base address, without a trailing slash. */
  url = '';

  private constructor(private readonly child: ChildProcess) {
    this.gone = new Promise((resolve) => child.once('close', resolve));
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-1_000_000)));
  }

  /** @returns once it is ready. @throws with what it printed when it does not start. */
  static async start(env: Readonly<Record<string, string>>): Promise<RoleProcess> {
    const child = spawn(process.execPath, ['bin/open311-bridge.js', 'start'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new RoleProcess(child);
    await started.ready();
    return started;
  }

  /** Its log so far, and what else it printed. */
  get lines(): string[] {
    return this.output.split('\n').filter((line) => line !== '');
  }

  get processId(): number {
    return this.child.pid!;
  }

  /** @returns the exit code. */
  stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.gone;
  }

  /** Where a test failed it may still run. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.gone;
  }

  private ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.child.stdout!.on('data', () => {
        // Later it may have said so much that this is cut off.
        this.url ||= /ready at (\S+)/.exec(this.output)?.[1] ?? '';
        if (this.url) resolve();
      });
      this.child.once('close', () => reject(new Error(`the bridge did not start:\n${this.output}`)));
    });
  }
}
