import { type ChildProcess, spawn } from 'node:child_process';

/** Starts, waits until its input ends, and stops: what it started ends with us, however we end. */
const KEEPER = 'eval "$1"; read -r _; eval "$2"';

/** How a daemon is started and stopped: shell commands that come back at once. */
export interface Daemon {
  readonly start: string;
  readonly stop: string;
}

/** A daemon that lives no longer than this process, even if that is killed. What it prints goes nowhere: give it a log file. */
export class LeashedDaemon {
  private readonly gone: Promise<void>;

  private constructor(private readonly keeper: ChildProcess) {
    this.gone = new Promise((resolve) => keeper.once('exit', () => resolve()));
  }

  static start({ start, stop }: Daemon): LeashedDaemon {
    return new LeashedDaemon(spawn('/bin/sh', ['-c', KEEPER, 'keeper', start, stop], { stdio: ['pipe', 'ignore', 'ignore'] }));
  }

  /** Comes back once the command to stop it has. */
  stop(): Promise<void> {
    this.keeper.stdin!.end();
    return this.gone;
  }
}
