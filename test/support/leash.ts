import { type ChildProcess, spawn } from 'node:child_process';

/** Starts, waits until its input ends, and stops: what it started ends with us, however we end. */
const KEEPER = 'eval "$1"; read -r _; eval "$2"';

/** How a daemon is started and stopped: shell commands that come back at once. */
export interface Daemon {
  readonly start: string;
  readonly stop: string;
}

/** A daemon that lives no longer than this process, even if that is killed. */
export class LeashedDaemon {
  private said = '';
  private readonly gone: Promise<void>;

  private constructor(private readonly keeper: ChildProcess) {
    this.gone = new Promise((resolve) => keeper.once('exit', () => resolve()));
    for (const stream of [keeper.stdout, keeper.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-5_000)));
    }
  }

  static start({ start, stop }: Daemon): LeashedDaemon {
    return new LeashedDaemon(spawn('/bin/sh', ['-c', KEEPER, 'keeper', start, stop], { stdio: 'pipe' }));
  }

  /** What it printed last. */
  get output(): string {
    return this.said;
  }

  /** Comes back once the command to stop it has. */
  stop(): Promise<void> {
    this.keeper.stdin!.end();
    return this.gone;
  }
}
