import { Command } from 'commander';
import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import { SettingsError } from '../settings/settings-error.js';
import { ApiClientStore } from '../store/api-client.store.js';
import { migrate } from '../store/migrate.js';
import { joinStore } from '../store/open-store.js';
import { channelsOf } from '../alerts/channels.js';
import { AlertStore } from '../store/alert.store.js';
import { adapterCommand } from './adapter/adapter.command.js';
import { alertsCommand } from './alerts.command.js';
import { canaryCommand } from './canary.command.js';
import { casesCommand } from './cases.command.js';
import { catalogueCommand } from './catalogue/catalogue.command.js';
import { changesCommand } from './changes/changes.command.js';
import { callbacksCommand } from './callbacks.command.js';
import { checkConfigCommand } from './check-config.command.js';
import { configSchemaCommand } from './config-schema.command.js';
import { TerminalAsker } from './connect/asker.js';
import { connectCommand } from './connect/connect.command.js';
import { configFolder, load, loadOutsideAdapters, packageRoot } from './configuration.js';
import { demoCommand } from './demo/demo.command.js';
import { connectionsCommand } from './deliveries/connections.command.js';
import { deliveriesCommand } from './deliveries/deliveries.command.js';
import { eraseCommand } from './deliveries/erase.command.js';
import { emulatorCommand } from './emulator.command.js';
import { importCommand } from './import/import.command.js';
import { journeyCommand } from './journey.command.js';
import { keysCommand } from './keys.command.js';
import { reconcileCommand } from './reconcile/reconcile.command.js';
import { pushesCommand } from './pushes.command.js';
import { tryConnection } from '../trial/connection-trial.js';
import { startCommand } from './start.command.js';
import { tryCommand } from './try/try.command.js';
import { migrateCommand } from './store.commands.js';
import { unmappedCommand } from './unmapped.command.js';

const out = (line: string) => console.log(line);
const configuration = {
  load: () => load(),
  loadAdapters: loadOutsideAdapters,
  catalogue: adapterCatalogue,
  packageRoot,
  configFolder: configFolder(),
  out,
  fail,
};

const program = new Command('open311-bridge')
  .description('Open311 GeoReport v2 on one side, a city’s case management on the other: every report becomes exactly one case')
  .addCommand(startCommand(), { isDefault: true })
  .addCommand(migrateCommand())
  .addCommand(checkConfigCommand({ ...configuration, load: () => load(undefined, tryConnection) }))
  .addCommand(tryCommand({ open: openBridge, load, out, exit: (status) => (process.exitCode = status) }))
  .addCommand(configSchemaCommand(configuration))
  .addCommand(
    connectCommand({ ...configuration, env: process.env, asker: process.stdin.isTTY ? new TerminalAsker() : undefined }),
  )
  .addCommand(keysCommand({ clients: openClients, out }))
  .addCommand(alertsCommand({ alerts: openAlerts, channels: async () => channelsOf((await load()).alerts), out }))
  .addCommand(journeyCommand())
  .addCommand(unmappedCommand({ open: openBridge, out }))
  .addCommand(deliveriesCommand({ open: openBridge, out }))
  .addCommand(changesCommand({ open: openBridge, out }))
  .addCommand(canaryCommand({ open: openBridge, out, exit: (status) => (process.exitCode = status) }))
  .addCommand(casesCommand({ open: openBridge, out }))
  .addCommand(connectionsCommand({ open: openBridge, out, exit: (status) => (process.exitCode = status) }))
  .addCommand(reconcileCommand({ open: openBridge, out, exit: (status) => (process.exitCode = status) }))
  .addCommand(callbacksCommand({ open: openBridge, out }))
  .addCommand(pushesCommand({ open: openBridge, out }))
  .addCommand(eraseCommand({ open: openBridge, out }))
  .addCommand(catalogueCommand({ open: openBridge, out, exit: (status) => (process.exitCode = status) }))
  .addCommand(importCommand({ open: openBridge, out, exit: (status) => (process.exitCode = status) }))
  .addCommand(demoCommand())
  .addCommand(
    adapterCommand({ out, exit: (status) => (process.exitCode = status), types: adapterCatalogue.types(), packageRoot }),
  )
  .addCommand(emulatorCommand());

program
  .parseAsync()
  .catch((error: Error) => fail(error instanceof SettingsError ? error.message : `open311-bridge: ${error.message}`));

async function openClients() {
  const store = await joinStore((await load()).store);
  await migrate(store.database);
  return { store: new ApiClientStore(store.database), close: () => store.close() };
}

async function openAlerts() {
  const store = await joinStore((await load()).store);
  await migrate(store.database);
  return { store: new AlertStore(store.database), close: () => store.close() };
}

async function openBridge() {
  const settings = await load();
  const store = await joinStore(settings.store);
  await migrate(store.database);
  return { database: store.database, settings, close: () => store.close() };
}

function fail(message: string): void {
  console.error(message);
  process.exit(1);
}
