import { Command } from 'commander';
import type { Emulator } from '../adapter-kit/emulator/emulator.js';
import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import { loadOutsideAdapters } from './configuration.js';

/** What a parent process is told of the emulator it started. */
export type EmulatorReady = Pick<Emulator, 'controlUrl' | 'settings' | 'controlPort' | 'servicePort'>;

/** Runs one adapter's emulator by itself. Under a parent process it ends with it. */
export function emulatorCommand(): Command {
  return new Command('emulator')
    .description("run an adapter's stand-in for its CRM on loopback")
    .argument('<type>', `kind of CRM: ${adapterCatalogue.types().join(', ')}, or that of an adapter that settings.yaml names`)
    .option('--control-port <port>', 'port of the control interface', Number, 0)
    .option('--service-port <port>', 'port of the CRM', Number, 0)
    .option('--flavour <name>', 'which CRM, where an adapter stands in for several')
    .option('--ledger <file>', 'keeps the cases across restarts')
    .action(async (type: string, options: { controlPort: number; servicePort: number; flavour?: string; ledger?: string }) => {
      if (!adapterCatalogue.types().includes(type)) await loadOutsideAdapters();
      const emulator = await adapterCatalogue.startEmulator(type, { ...options, ledgerFile: options.ledger });
      announce(emulator);
      const stop = () => void emulator.close().then(() => process.exit(0));
      process.once('disconnect', stop);
      process.once('SIGTERM', stop);
      // Ctrl-C reaches the whole group; the parent decides when its CRM may go.
      process.on('SIGINT', () => !process.connected && stop());
    });
}

function announce({ controlUrl, settings, controlPort, servicePort }: Emulator): void {
  const ready: EmulatorReady = { controlUrl, settings, controlPort, servicePort };
  if (process.send) process.send(ready);
  else console.log(JSON.stringify(ready, undefined, 2));
}
