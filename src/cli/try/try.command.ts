import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { ServiceRequest } from '../../domain/service-request.js';
import type { ConnectionSettings, JurisdictionSettings } from '../../settings/jurisdiction-settings.js';
import type { Settings } from '../../settings/settings.js';
import { nearest } from '../../settings/nearest.js';
import { TRIAL_STEPS, type TrialStep } from '../../settings/shapes/example-shape.js';
import { prepared } from '../../trial/prepared-connection.js';
import { subjectOf, type TrialSubject, usualRequest } from '../../trial/sample.js';
import { storedRequest } from '../../trial/stored-request.js';
import { runTrial, type TrialReport } from '../../trial/trial.js';
import { actorOf, type OpenBridge, withBridge } from '../deliveries/operator.js';
import { json } from '../deliveries/texts.js';
import { isFile, personalOf, subjectInFile } from './subject.js';
import { trialText } from './trial-text.js';

export interface TryDependencies {
  readonly load: () => Promise<Settings>;
  readonly open: () => Promise<OpenBridge>;
  readonly out: (line: string) => void;
  readonly exit: (status: number) => void;
}

interface Options {
  readonly request?: string;
  readonly answer: readonly string[];
  readonly step: TrialStep;
  readonly caseRef?: string;
  readonly showPersonal?: boolean;
  readonly as?: string;
  readonly json?: boolean;
}

/** What the status of the process says. */
const STATUS = { success: 0, failure: 2 } as const;

const collected = (value: string, before: readonly string[]) => [...before, value];

export function tryCommand(deps: TryDependencies): Command {
  return new Command('try')
    .description('show what would be sent to a CRM and what an answer would come to; sends nothing')
    .argument('<connection>', 'as <city>/<name>, or its name where only one city has it')
    .option(
      '--request <file or id>',
      'YAML or JSON of a report, or the id or token of one in the store; not for what asks the CRM',
    )
    .option(
      '--answer <file>',
      'what the CRM answers: a body, or status line, headers and body; once for each call',
      collected,
      [],
    )
    .addOption(new Option('--step <step>', 'what is tried').choices(TRIAL_STEPS).default('create_case'))
    .option('--case-ref <reference>', 'the case, for steps on one')
    .option('--show-personal', 'show what people told of themselves; written down for a report of the store')
    .option('--as <name>', 'who looks, for the audit; the user of this machine by default')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      '\nStatus: 0 success, or no answer was given; 2 the answer comes to a failure; 1 it could not be tried.',
    )
    .action(async (name: string, options: Options) => {
      const { connection, report } = await tried(name, options, deps);
      deps.out(options.json ? json({ connection, ...report }) : trialText(connection, report));
      deps.exit(report.failure ? STATUS.failure : STATUS.success);
    });
}

async function tried(
  name: string,
  options: Options,
  deps: TryDependencies,
): Promise<{ connection: string; report: TrialReport }> {
  const settings = await deps.load();
  const { city, connection } = connectionNamed(settings, name);
  const answers = await Promise.all(options.answer.map((path) => readFile(path, 'utf8')));
  const subject = await subjectFor(options, city, connection, deps);
  const withRef = options.caseRef === undefined ? subject : { ...subject, caseRef: options.caseRef };
  const fromStore = options.request !== undefined && !isFile(options.request);
  const personal = fromStore && !options.showPersonal ? personalOf(withRef) : [];
  const report = await runTrial({ ...(await prepared(connection)), step: options.step, subject: withRef, answers, personal });
  return { connection: connection.id, report };
}

async function subjectFor(
  options: Options,
  city: JurisdictionSettings,
  { id: connection }: ConnectionSettings,
  deps: TryDependencies,
): Promise<TrialSubject> {
  const { request } = options;
  if (request === undefined) return subjectOf(sampleFor(options.step, city));
  if (isFile(request)) return subjectInFile(request, city);
  const reader = options.showPersonal ? actorOf(options) : undefined;
  return withBridge(deps, async ({ database, settings }) => {
    const found = await storedRequest(database, { id: request, city, connection, reader }, settings.server);
    return subjectOf(found.request, found.caseRef);
  });
}

/** Steps that are about no report. */
const WITHOUT_REPORT: readonly TrialStep[] = ['fetch_changes', 'fetch_status', 'check'];

/** @throws Error where the step is about a report. */
function sampleFor(step: TrialStep, city: JurisdictionSettings): ServiceRequest {
  if (!WITHOUT_REPORT.includes(step)) throw new Error(`--request <file or id> is needed: ${step} is about a report`);
  return usualRequest(city);
}

/** @throws Error that names the connections there are. */
function connectionNamed(
  { jurisdictions }: Settings,
  name: string,
): { city: JurisdictionSettings; connection: ConnectionSettings } {
  const all = jurisdictions.flatMap((city) => city.connections.map((connection) => ({ city, connection })));
  const meant = all.filter(({ connection }) => connection.id === name || connection.name === name);
  if (meant.length === 1) return meant[0]!;
  const ids = all.map(({ connection }) => connection.id);
  if (meant.length > 1)
    throw new Error(`several cities have a connection ${name}: say ${meant.map((each) => each.connection.id).join(' or ')}`);
  const near = nearest(name, [...ids, ...all.map(({ connection }) => connection.name)]);
  throw new Error(`there is no connection ${name}${near ? ` (did you mean ${near}?)` : ''}; there are ${ids.join(', ')}`);
}
