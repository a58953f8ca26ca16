import { fork } from 'node:child_process';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';

/** What it tells of itself. */
export type EmulatorReady = Pick<Emulator, 'controlUrl' | 'settings'>;

/** A stand-in for a CRM in a process of its own, its ledger in memory. */
export async function startEmulator(type: string): Promise<{ ready: EmulatorReady; stop(): Promise<void> }> {
  const child = fork('bin/open311-bridge.js', ['emulator', type], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<EmulatorReady>((resolve, reject) => {
    child.once('message', (message) => resolve(message as EmulatorReady));
    void gone.then(() => reject(new Error(`the emulator of ${type} did not start`)));
  });
  return {
    ready,
    stop() {
      child.kill('SIGTERM');
      return gone;
    },
  };
}
