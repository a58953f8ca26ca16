import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import type { AdapterUnderTest } from '../../adapter-kit/conformance/adapter-under-test.js';
import { toJUnit } from '../../adapter-kit/conformance/junit.js';
import { runSuite, type SuiteReport } from '../../adapter-kit/conformance/run-suite.js';
import { conformanceHost } from '../../connections/conformance-host.js';
import { loadConformance } from '../../connections/conformance-files.js';
import { lendKit } from '../../connections/outside/lend-kit.js';
import { packageRoot } from '../configuration.js';
import { conformanceText } from './conformance-text.js';
import { type Against, type AgainstOptions, serversFor } from './against.js';

interface Options extends AgainstOptions {
  readonly junit?: string;
  readonly json?: boolean;
  readonly only?: string;
  readonly site?: string;
  readonly lanes: number;
}

export interface AdapterTestDeps {
  readonly out: (text: string) => void;
  /** Ends the process with this status, once all is said. */
  readonly exit: (status: number) => void;
}

/** Of one case: far beyond what it needs, for a busy machine. */
const CASE_TIME_LIMIT_MS = 20_000;

/** `adapter test`: the conformance suite on one adapter. Status 0: every case passed or is exempt for a reason. */
export function adapterTestCommand({ out, exit }: AdapterTestDeps): Command {
  return new Command('test')
    .description('run the conformance suite on an adapter: does it keep the adapter contract?')
    .argument('<adapter>', 'folder of the adapter, name of an installed package, or type of one that comes with the bridge')
    .option(
      '--against <server>',
      'emulator: the adapter’s own; recorded: an earlier run; or the URL of a test system',
      'emulator',
    )
    .option('--settings <file>', 'YAML with the connection’s settings for a test system')
    .option('--makes-cases', 'yes, the suite may make cases in that test system')
    .option('--recording <file>', 'what was recorded; default: <type>.recording.json')
    .option('--record <file>', 'write down what is sent and answered, for --against recorded')
    .option('--only <pattern>', 'run these cases only, such as CREATE-* or *-STOP-02')
    .option('--site <name>', 'test this site only, where the adapter has several')
    .option('--lanes <count>', 'how many cases run side by side', atLeastOne, 4)
    .option('--junit <file>', 'also write JUnit XML')
    .option('--json', 'print the reports as JSON')
    .action(async (adapter: string, options: Options) => {
      const strays = strayFailures();
      // As in a running bridge (ADR 20): a plain folder finds the kit, and a package with a bridge of its own brings no second one.
      lendKit(pathToFileURL(join(packageRoot, 'package.json')).href);
      const reports = await reportsOf(await subjects(adapter, options), options);
      if (options.junit) writeFileSync(options.junit, toJUnit(reports));
      out(options.json ? JSON.stringify(reports, undefined, 2) : reports.map(conformanceText).join('\n\n\n'));
      // Node tells of a rejection that nobody handles once nothing else is to be done.
      await turn();
      for (const stray of strays) console.error(`Something failed while nobody was listening any more: ${stray}`);
      exit(strays.size > 0 || reports.some(({ counts }) => counts.failed > 0) ? 1 : 0);
    });
}

function atLeastOne(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number above zero.');
  return count;
}

/** What an adapter left running and did not look after: it would end a bridge's process, and must not end the suite before it told. */
function strayFailures(): ReadonlySet<string> {
  const strays = new Set<string>();
  process.on('unhandledRejection', (reason) =>
    strays.add(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)),
  );
  return strays;
}

async function subjects(adapter: string, { site, against }: Options): Promise<readonly AdapterUnderTest[]> {
  const all = await loadConformance(adapter);
  const meant = all.filter((under) => site === undefined || under.site === site);
  if (meant.length === 0) throw new Error(`there is no site ${site}; there are: ${all.map((under) => under.site).join(', ')}`);
  if (meant.length > 1 && against !== 'emulator')
    throw new Error(`name one with --site: ${all.map((under) => under.site).join(', ')}`);
  return meant;
}

async function reportsOf(subjects: readonly AdapterUnderTest[], options: Options): Promise<SuiteReport[]> {
  const reports: SuiteReport[] = [];
  for (const under of subjects) {
    const servers: Against = await serversFor(under, options);
    const report = await runSuite(under, {
      host: conformanceHost,
      startServer: servers.start,
      lanes: servers.sideBySide ? options.lanes : 1,
      caseTimeLimitMs: CASE_TIME_LIMIT_MS,
      only: options.only,
    });
    await servers.done();
    if (report.results.length === 0) throw new Error(`no case is meant by ${options.only}`);
    reports.push(report);
  }
  return reports;
}
