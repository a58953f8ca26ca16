import { Command } from 'commander';
import { startBridge } from '../bridge.js';
import { load } from './configuration.js';
import { EmulatorProcesses } from './emulator-process.js';
import { dataFolderOf } from '../settings/data-folder.js';
import { sandboxText, writeSandbox } from './sandbox.js';

export function startCommand(): Command {
  return new Command('start')
    .description('run the bridge: the parts that ROLES names (intake, delivery, sync), all by default')
    .action(start);
}

async function start(): Promise<void> {
  const emulators = new EmulatorProcesses(dataFolderOf(process.env));
  try {
    const settings = await load(
      async ({ jurisdictionId, name, type, flavour }) =>
        (await emulators.start(`${jurisdictionId}/${name}`, type, flavour)).settings,
    );
    const bridge = await startBridge(settings);
    stopOnSignal(async () => {
      await bridge.close();
      emulators.stop();
    });
    console.log(`open311-bridge is ready at ${bridge.url} (roles: ${settings.roles.join(', ')})`);
    if (emulators.running.size > 0) console.log(`\n${sandboxText(await writeSandbox(settings, bridge, emulators.running))}`);
  } catch (error) {
    emulators.stop();
    throw error;
  }
}

function stopOnSignal(stop: () => Promise<void>): void {
  const stopOnce = () => {
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(error.message);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stopOnce);
  process.once('SIGINT', stopOnce);
}
