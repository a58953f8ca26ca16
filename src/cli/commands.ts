import type { Command } from 'commander';

const out = (line: string) => console.log(line);
const exit = (status: number) => (process.exitCode = status);

export function fail(message: string): void {
  console.error(message);
  process.exit(1);
}

/** Each is loaded when it is asked for: together they bring all that the bridge is made of, and most need little of it. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.command.js')).startCommand(),
  migrate: async () => (await import('./store.commands.js')).migrateCommand(),
  'check-config': async () => {
    const [{ checkConfigCommand }, { load }, { tryConnection }, configuration] = await Promise.all([
      import('./check-config.command.js'),
      import('./configuration.js'),
      import('../trial/connection-trial.js'),
      forSettings(),
    ]);
    return checkConfigCommand({ ...configuration, load: () => load(undefined, tryConnection) });
  },
  try: async () => {
    const [{ tryCommand }, { load }, { open }] = await Promise.all([
      import('./try/try.command.js'),
      import('./configuration.js'),
      forBridge(),
    ]);
    return tryCommand({ open, load, out, exit });
  },
  'config-schema': async () => (await import('./config-schema.command.js')).configSchemaCommand(await forSettings()),
  connect: async () => {
    const [{ connectCommand }, { TerminalAsker }, configuration] = await Promise.all([
      import('./connect/connect.command.js'),
      import('./connect/asker.js'),
      forSettings(),
    ]);
    return connectCommand({ ...configuration, env: process.env, asker: process.stdin.isTTY ? new TerminalAsker() : undefined });
  },
  keys: async () => {
    const [{ keysCommand }, { openClients }] = await Promise.all([import('./keys.command.js'), import('./opening.js')]);
    return keysCommand({ clients: openClients, out });
  },
  alerts: async () => {
    const [{ alertsCommand }, { openAlerts }, { load }, { channelsOf }] = await Promise.all([
      import('./alerts.command.js'),
      import('./opening.js'),
      import('./configuration.js'),
      import('../alerts/channels.js'),
    ]);
    return alertsCommand({ alerts: openAlerts, channels: async () => channelsOf((await load()).alerts), out });
  },
  journey: async () => (await import('./journey.command.js')).journeyCommand(),
  unmapped: async () => (await import('./unmapped.command.js')).unmappedCommand(await forBridge()),
  deliveries: async () => (await import('./deliveries/deliveries.command.js')).deliveriesCommand(await forBridge()),
  changes: async () => (await import('./changes/changes.command.js')).changesCommand(await forBridge()),
  canary: async () => (await import('./canary.command.js')).canaryCommand(await forBridge()),
  cases: async () => (await import('./cases.command.js')).casesCommand(await forBridge()),
  connections: async () => (await import('./deliveries/connections.command.js')).connectionsCommand(await forBridge()),
  reconcile: async () => (await import('./reconcile/reconcile.command.js')).reconcileCommand(await forBridge()),
  callbacks: async () => (await import('./callbacks.command.js')).callbacksCommand(await forBridge()),
  pushes: async () => (await import('./pushes.command.js')).pushesCommand(await forBridge()),
  erase: async () => (await import('./deliveries/erase.command.js')).eraseCommand(await forBridge()),
  catalogue: async () => (await import('./catalogue/catalogue.command.js')).catalogueCommand(await forBridge()),
  import: async () => (await import('./import/import.command.js')).importCommand(await forBridge()),
  demo: async () => (await import('./demo/demo.command.js')).demoCommand(),
  adapter: async () => {
    const [{ adapterCommand }, { catalogue, packageRoot }] = await Promise.all([
      import('./adapter/adapter.command.js'),
      forSettings(),
    ]);
    return adapterCommand({ out, exit, types: catalogue.types(), packageRoot });
  },
  emulator: async () => (await import('./emulator.command.js')).emulatorCommand(),
};

async function forBridge() {
  const { openBridge } = await import('./opening.js');
  return { open: openBridge, out, exit };
}

async function forSettings() {
  const [{ configFolder, load, loadOutsideAdapters, packageRoot }, { adapterCatalogue: catalogue }] = await Promise.all([
    import('./configuration.js'),
    import('../connections/adapter-catalogue.js'),
  ]);
  return {
    ...{ load: () => load(), loadAdapters: loadOutsideAdapters, catalogue },
    ...{ packageRoot, configFolder: configFolder(), out, fail },
  };
}
