import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmulatorReady } from './emulator.command.js';
import { packageRoot } from './configuration.js';

interface Ports {
  readonly controlPort: number;
  readonly servicePort: number;
}

/** The emulators of one data folder: a process each, so that a CRM never shares the bridge's fate; ledger and ports outlive both. */
export class EmulatorProcesses {
  private readonly children: ChildProcess[] = [];
  private readonly ready = new Map<string, EmulatorReady>();

  constructor(private readonly dataFolder: string) {}

  /** By connection, in the order of their start. */
  get running(): ReadonlyMap<string, EmulatorReady> {
    return this.ready;
  }

  /** @param flavour which CRM, where the adapter stands in for several. */
  async start(connection: string, type: string, flavour?: string): Promise<EmulatorReady> {
    const folder = join(this.dataFolder, 'emulators', connection.replaceAll(/[^\w.-]/g, '_'));
    mkdirSync(folder, { recursive: true });
    const kind = flavour ? `${type}-${flavour}` : type;
    const emulator = flavour ? [type, '--flavour', flavour] : [type];
    const ledger = join(folder, `${kind}.jsonl`);
    const portsFile = join(folder, `${kind}.ports.json`);
    const before = existsSync(portsFile) ? (JSON.parse(readFileSync(portsFile, 'utf8')) as Ports) : undefined;
    // The old ports may have been taken meanwhile; an operator's bookmarks are worth one try.
    const ready = before
      ? await this.fork(emulator, ledger, before).catch(() => this.fork(emulator, ledger))
      : await this.fork(emulator, ledger);
    writeFileSync(portsFile, JSON.stringify({ controlPort: ready.controlPort, servicePort: ready.servicePort }));
    this.ready.set(connection, ready);
    return ready;
  }

  stop(): void {
    for (const child of this.children) if (child.connected) child.disconnect();
  }

  private fork(
    emulator: readonly string[],
    ledger: string,
    ports: Ports = { controlPort: 0, servicePort: 0 },
  ): Promise<EmulatorReady> {
    const args = [
      'emulator',
      ...emulator,
      '--ledger',
      ledger,
      '--control-port',
      String(ports.controlPort),
      '--service-port',
      String(ports.servicePort),
    ];
    const child = fork(join(packageRoot, 'bin/open311-bridge.js'), args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let complaint = '';
    child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once('message', (ready) => {
        this.children.push(child);
        resolve(ready as EmulatorReady);
      });
      child.once('exit', () => reject(new Error(`the emulator of ${emulator[0]} did not start: ${complaint.trim()}`)));
    });
  }
}
