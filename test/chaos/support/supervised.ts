import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Serial } from './serial.js';

export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it prints when it is ready. */
  readonly ready: RegExp;
  readonly logFile: string;
}

const START_WITHIN_MS = 60_000;
const PAUSE_BEFORE_RESTART_MS = 200;
/** Longer than any process of a round may take to finish what is in hand. */
const STOP_WITHIN_MS = 15_000;
const OUTPUT_KEPT = 20_000;

/** A process as an operator's supervisor keeps it: started again whenever it ends. What happens to it happens one after another. */
export class Supervised {
  starts = 0;
  kills = 0;
  /** What it did that no process may do: end by itself once it was ready, or not end when told to. */
  readonly defects: string[] = [];
  private child: ChildProcess | undefined;
  private output = '';
  private readonly log: WriteStream;
  private readonly acts = new Serial();

  constructor(private readonly program: Program) {
    this.log = createWriteStream(program.logFile, { flags: 'a' });
  }

  /** @returns what `ready` found. */
  start(): Promise<RegExpMatchArray> {
    return this.acts.run(() => this.up({}));
  }

  /** As a power cut would, and started again. */
  kill({ downMs = 0, env = {} }: { downMs?: number; env?: Readonly<Record<string, string>> } = {}): Promise<void> {
    return this.acts.run(async () => {
      this.kills += 1;
      await this.down('SIGKILL');
      await sleep(downMs);
      await this.up(env);
    });
  }

  /** As an operator would, and started again. */
  restart(): Promise<void> {
    return this.acts.run(async () => {
      await this.down('SIGTERM');
      await this.up({});
    });
  }

  /** As a machine that is put to sleep. */
  freeze(forMs: number): Promise<void> {
    return this.acts.run(async () => {
      this.child?.kill('SIGSTOP');
      await sleep(forMs);
      this.child?.kill('SIGCONT');
    });
  }

  stop(): Promise<void> {
    return this.acts.run(async () => {
      await this.down('SIGTERM');
      await new Promise((resolve) => this.log.end(resolve));
    });
  }

  /** It may have to try several times: what it needs may be away just now. */
  private async up(env: Readonly<Record<string, string>>): Promise<RegExpMatchArray> {
    const deadline = performance.now() + START_WITHIN_MS;
    while (performance.now() < deadline) {
      const ready = await this.spawned(env);
      if (ready) return ready;
      await sleep(PAUSE_BEFORE_RESTART_MS);
    }
    throw new Error(`${this.program.name} did not start within ${START_WITHIN_MS / 1000} s:\n${this.output}`);
  }

  /** Undefined when it ended before it was ready. */
  private spawned(env: Readonly<Record<string, string>>): Promise<RegExpMatchArray | undefined> {
    const child = spawn(process.execPath, this.program.args, {
      env: { ...process.env, ...this.program.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.starts += 1;
    this.output = '';
    this.mark('starting');
    return new Promise((resolve) => {
      child.once('exit', () => resolve(undefined));
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          this.hear(chunk);
          const ready = this.watched.has(child) ? null : this.output.match(this.program.ready);
          if (!ready) return;
          this.watch(child);
          this.mark('ready');
          resolve(ready);
        });
    });
  }

  /** Tells the runs of one process apart in its log. */
  private mark(what: string): void {
    this.log.write(`--- ${new Date().toISOString()} ${this.program.name} ${what}\n`);
  }

  private hear(chunk: Buffer): void {
    this.log.write(chunk);
    this.output = (this.output + chunk.toString()).slice(-OUTPUT_KEPT);
  }

  private readonly watched = new WeakSet<ChildProcess>();
  private readonly expected = new WeakSet<ChildProcess>();

  private watch(child: ChildProcess): void {
    this.watched.add(child);
    child.once('exit', (code, signal) => {
      if (this.expected.has(child)) return;
      this.defects.push(`${this.program.name} ended by itself (${signal ?? code}): ${lastLine(this.output)}`);
      void this.acts.run(async () => {
        if (this.child === child) await this.up({});
      });
    });
  }

  private async down(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.mark(signal);
    this.expected.add(child);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const patience = setTimeout(() => {
      this.defects.push(`${this.program.name} did not end within ${STOP_WITHIN_MS / 1000} s of ${signal}`);
      child.kill('SIGKILL');
    }, STOP_WITHIN_MS);
    child.kill(signal);
    await gone;
    clearTimeout(patience);
  }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
