import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { AdapterCatalogue } from '../../settings/adapter-catalogue.js';
import { loadGlobalSettings } from '../../settings/load-global.js';
import { nearest } from '../../settings/nearest.js';
import { type Answers, answersFor, givenAnswers } from './answers.js';
import type { Asker } from './asker.js';
import { type Checked, checkPlanned } from './check-planned.js';
import { cityFile, type CityFile } from './choose-city.js';
import { connectionYaml, withConnection } from './city-file.js';
import { type Chosen, type PlannedConnection, plannedConnection, secretName } from './planned-connection.js';

export interface ConnectDependencies {
  readonly catalogue: AdapterCatalogue;
  readonly configFolder: string;
  readonly packageRoot: string;
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  /** Absent: nobody can be asked. */
  readonly asker?: Asker;
}

interface Options {
  readonly city?: string;
  readonly name?: string;
  readonly set: readonly string[];
  readonly print?: boolean;
  readonly check: boolean;
}

const collected = (value: string, before: readonly string[]) => [...before, value];

/** `connect`: a connection out of a preset and a few answers. */
export function connectCommand(deps: ConnectDependencies): Command {
  return new Command('connect')
    .description('connect a city to a product that there is a preset for: asks, checks, and writes the connection')
    .argument('[preset]', 'the product, such as servicenow; left out: asked for, or listed')
    .option('--city <id>', 'whose file gets the connection; left out: the only one')
    .option('--name <name>', 'of the connection; default: that of the preset')
    .option('--set <key=value>', 'an answer, or any other setting; once for each', collected, [])
    .option('--print', 'print the connection and write nothing')
    .option('--no-check', 'do not ask the CRM')
    .addHelpText(
      'after',
      '\nSecrets are written as references to the environment: a value given for one is used for the check alone.',
    )
    .action((preset: string | undefined, options: Options) => connect(preset, options, deps));
}

async function connect(wanted: string | undefined, options: Options, deps: ConnectDependencies): Promise<void> {
  const { env, out, asker } = deps;
  const chosen = await choose(wanted, options.name, deps);
  const city = await cityFile(deps.configFolder, options.city, asker);
  const isKnown = ({ key }: { key: string }) => Boolean(env[secretName(chosen.name, key)]);
  const answers: Answers = await answersFor(chosen.preset, givenAnswers(options.set), isKnown, asker);
  const planned = plannedConnection(chosen, answers);
  const comments = [`${chosen.preset.label}. Before the first report:`, ...chosen.preset.notes];
  // Refused before the CRM is asked.
  const text = options.print ? undefined : withConnection(await readFile(city.path, 'utf8'), chosen.name, planned.data, comments);
  if (options.check) out(told(await checked(planned, chosen, city, deps)));
  if (text === undefined) return out(connectionYaml(chosen.name, planned.data, comments));
  await writeFile(city.path, text);
  out(nextSteps(chosen.name, city.path, [...planned.secrets.keys()]));
}

async function choose(wanted: string | undefined, name: string | undefined, deps: ConnectDependencies): Promise<Chosen> {
  const { catalogue, asker } = deps;
  const all = catalogue.types().flatMap((type) => (catalogue.presetsOf?.(type)?.names ?? []).map((preset) => ({ type, preset })));
  const names = all.map(({ preset }) => preset);
  const presetName = wanted ?? (await asker?.choose('Which product?', names));
  const found = all.find(({ preset }) => preset === presetName);
  if (!found || presetName === undefined) throw new Error(noSuchPreset(presetName, names));
  if (name !== undefined && !/^[\w-]+$/.test(name)) throw new Error('--name takes letters, digits, _ and -');
  return { ...found, presetName, name: name ?? presetName, preset: catalogue.presetsOf!(found.type)!.read(presetName) };
}

function noSuchPreset(wanted: string | undefined, names: readonly string[]): string {
  const near = wanted === undefined ? undefined : nearest(wanted, names);
  const missing =
    wanted === undefined ? 'name a preset' : `there is no preset ${wanted}${near ? ` (did you mean ${near}?)` : ''}`;
  return `${missing}; there are ${names.join(', ')}`;
}

/** @throws Error where the settings or the CRM say no: nothing is written then. */
async function checked(
  planned: PlannedConnection,
  { name }: Chosen,
  city: CityFile,
  deps: ConnectDependencies,
): Promise<Checked> {
  const { connectionDefaults: defaults } = await loadGlobalSettings(deps.packageRoot, deps.configFolder, deps.env);
  const result = await checkPlanned(planned, { ...deps, city, name, defaults });
  if (result.is === 'wrong')
    throw new Error(`nothing was written:\n${result.reasons.join('\n')}\n--no-check writes it all the same`);
  return result;
}

function told(result: Checked): string {
  if (result.is === 'unchecked') return `Not checked: ${result.missing.join(', ')} not set in the environment.`;
  return 'Checked: the CRM answers and lets us in.';
}

function nextSteps(name: string, path: string, variables: readonly string[]): string {
  return [
    `Wrote the connection ${name} into ${path}.`,
    ...(variables.length > 0 ? [`Set in the environment of the bridge: ${variables.join(', ')}.`] : []),
    `Then send reports there (routes: - to: ${name}), look at its statusRules, and run open311-bridge check-config and open311-bridge try ${name}.`,
  ].join('\n');
}
