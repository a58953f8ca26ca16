import { existsSync } from 'node:fs';
import type { AdapterCatalogue } from './adapter-catalogue.js';
import { type AdapterSettings, adapterSettings } from './adapter-settings.js';
import { mappings } from './checks/lenient.js';
import { redisUrlMistakes } from './checks/queue-checks.js';
import { deepFreeze } from './deep-freeze.js';
import { readEnvironment } from './environment.js';
import { addAdapters } from './load-adapters.js';
import { loadGlobalSettings } from './load-global.js';
import { type City, isOfThisFile, loadCities } from './load-jurisdictions.js';
import type { KeyPath, Mistake } from './mistake.js';
import type { Problem } from './problem.js';
import type { ConnectionSettings, JurisdictionSettings } from './jurisdiction-settings.js';
import type { Settings } from './settings.js';
import { SettingsError } from './settings-error.js';
import type { ExampleShape } from './shapes/example-shape.js';
import type { ConnectionShape } from './shapes/connection-shape.js';
import { toConnection, toJurisdiction, toSettings } from './to-settings.js';

export interface ConnectionIdentity {
  readonly jurisdictionId: string;
  readonly name: string;
  readonly type: string;
  /** Which of the adapter's emulators; absent: its usual one. */
  readonly flavour?: string;
}

/** Starts a connection's emulator, if need be, and says what points the adapter at it. */
export type EmulatorSettings = (connection: ConnectionIdentity) => Promise<object | undefined> | object | undefined;

/** One connection, to be tried with nothing behind it. */
export interface ConnectionOnTrial {
  readonly examples: readonly ExampleShape[];
  /** Of the connection. */
  readonly path: KeyPath;
  readonly connection: ConnectionSettings;
  readonly city: JurisdictionSettings;
}

/** @returns what came of it that was not expected, or could not work. */
export type ConnectionTrial = (on: ConnectionOnTrial) => Promise<readonly Problem[]>;

export interface LoadOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Folder of package.json, with `config/defaults.yaml` below it. */
  readonly packageRoot: string;
  readonly adapters: AdapterCatalogue;
  /**
   * Asked for each connection with `emulator: true` that a route or a fallback uses, once everything else is right; such a connection that neither
   * uses is left out then. Without it nothing is started: settings are checked, and those of emulated connections may be incomplete.
   */
  readonly emulatorSettings?: EmulatorSettings;
  /** Asked for each connection, once all else is right. Without it the connections' examples are only read, and nothing is tried. */
  readonly tryConnection?: ConnectionTrial;
}

/**
 * The only reader of the environment and of the configuration files. What it returns is deeply frozen.
 * @throws SettingsError with every mistake there is, not only the first.
 */
export async function loadSettings({
  env,
  packageRoot,
  adapters,
  emulatorSettings,
  tryConnection,
}: LoadOptions): Promise<Settings> {
  const environment = readEnvironment(env, packageRoot);
  const { configFolder } = environment;
  if (!existsSync(configFolder)) throw new SettingsError([...environment.mistakes, noFolder(configFolder)]);
  const files = await loadGlobalSettings(packageRoot, configFolder, env);
  const ofAdapters = await addAdapters(files, adapters, { configFolder, packageRoot });
  const { cities, mistakes } = await loadCities(configFolder, files.connectionDefaults, env);
  const fromAdapters = cities.flatMap((city) =>
    placed(city).flatMap((each) => city.source.mistakesOf(made(each, adapters).problems)),
  );
  const ofQueue = redisUrlMistakes(environment.redisUrl, files.value.queue);
  throwIfAny([...environment.mistakes, ...ofQueue, ...files.mistakes, ...ofAdapters, ...mistakes, ...fromAdapters]);
  const jurisdictions = await allInTurn(cities, (city) => finishCity(city, adapters, emulatorSettings));
  if (tryConnection) throwIfAny((await allInTurn(cities, (city) => tried(city, jurisdictions, tryConnection))).flat());
  return deepFreeze(toSettings(files.value, environment, jurisdictions));
}

async function tried(
  { value, source }: City,
  jurisdictions: readonly JurisdictionSettings[],
  trial: ConnectionTrial,
): Promise<Mistake[]> {
  const city = jurisdictions.find(({ id }) => id === value.id)!;
  const problems = await allInTurn(city.connections, async (connection) => {
    const { examples } = value.connections[connection.name]!;
    return trial({ examples, path: ['connections', connection.name], connection, city });
  });
  return source.mistakesOf(problems.flat().filter((problem) => isOfThisFile(problem, source)));
}

const placed = ({ value }: City) => mappings(value.connections, ['connections']);

function made(
  { item, path }: ReturnType<typeof placed>[number],
  adapters: AdapterCatalogue,
  fromEmulator?: object,
): AdapterSettings {
  return adapterSettings(item, path, adapters, fromEmulator);
}

async function finishCity(
  city: City,
  adapters: AdapterCatalogue,
  emulatorSettings?: EmulatorSettings,
): Promise<JurisdictionSettings> {
  const fallbacks = Object.values(city.value.connections).flatMap(({ delivery }) => delivery.fallback?.to ?? []);
  const used = new Set([...city.value.routes.map(({ to }) => to), ...fallbacks]);
  const kept = Object.entries(city.value.connections).filter(
    ([name, { emulator }]) => !emulatorSettings || !emulator || used.has(name),
  );
  const connections = await allInTurn(kept, ([name, connection]) =>
    finishConnection(city, name, connection, adapters, emulatorSettings),
  );
  return toJurisdiction(city.value, connections);
}

async function finishConnection(
  { value: { id: jurisdictionId, timeZone }, source }: City,
  name: string,
  connection: ConnectionShape,
  adapters: AdapterCatalogue,
  emulatorSettings?: EmulatorSettings,
): Promise<ConnectionSettings> {
  const path = ['connections', name];
  const { emulator, type } = connection;
  const identity = { jurisdictionId, name, type };
  // An emulator that sets nothing still runs, so nothing may be missing any more.
  const flavour = typeof emulator === 'string' ? emulator : undefined;
  const fromEmulator = emulator && emulatorSettings ? ((await emulatorSettings({ ...identity, flavour })) ?? {}) : undefined;
  const { value, problems } = adapterSettings(connection, path, adapters, fromEmulator);
  throwIfAny(source.mistakesOf(problems));
  return toConnection({ ...identity, timeZone }, connection, value, source.secretsBelow(path));
}

/** One after the other, so that what starts processes starts them in the order of the file. */
async function allInTurn<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}

function throwIfAny(mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw new SettingsError(mistakes);
}

function noFolder(configFolder: string): Mistake {
  return { file: 'environment', keyPath: 'BRIDGE_CONFIG', reason: `there is no folder ${configFolder}` };
}
