import 'reflect-metadata';
import Table from 'cli-table3';
import type { AdapterUnderTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { CONFORMANCE_CASES } from '../../src/adapter-kit/conformance/all-cases.js';
import { runSuite, type SuiteReport } from '../../src/adapter-kit/conformance/run-suite.js';
import { emulatorServer } from '../../src/adapter-kit/conformance/test-server.js';
import { loadConformance, typesUnderTest } from '../../src/connections/conformance-files.js';
import { conformanceHost } from '../../src/connections/conformance-host.js';
import { PLANTED_BUGS } from './planted/planted-bugs.js';
import { conformance as reference } from './reference/acme.conformance.js';

const LANES = 4;
const CASE_TIME_LIMIT_MS = 30_000;

/** `npm run conformance`: the suite on every adapter, and every planted bug under the suite. Fails when an adapter fails or a bug goes unseen. */
async function main(): Promise<void> {
  const subjects = (await Promise.all(typesUnderTest().map(loadConformance))).flat();
  const reports: SuiteReport[] = [];
  for (const under of [...subjects, ...reference]) reports.push(await run(under, false));
  console.log(`${CONFORMANCE_CASES.length} cases\n${tableOf(reports)}\n${failuresIn(reports)}`);
  const caught = await plantedBugsCaught();
  if (reports.some(({ counts }) => counts.failed > 0) || caught < PLANTED_BUGS.length) process.exitCode = 1;
}

function run(under: AdapterUnderTest, untilFailure: boolean): Promise<SuiteReport> {
  const startServer = () => emulatorServer(under.manifest);
  return runSuite(under, { host: conformanceHost, startServer, lanes: LANES, caseTimeLimitMs: CASE_TIME_LIMIT_MS, untilFailure });
}

function tableOf(reports: readonly SuiteReport[]): string {
  const head = ['adapter', 'site', 'passed', 'failed', 'exempt', 'not applicable', 'level', 'seconds'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { type, site = '', counts, level = 'none', tookMs } of reports)
    table.push([
      type,
      site,
      counts.passed,
      counts.failed,
      counts.exempt,
      counts['not applicable'],
      level,
      (tookMs / 1000).toFixed(1),
    ]);
  return table.toString();
}

function failuresIn(reports: readonly SuiteReport[]): string {
  const failed = reports.flatMap(({ type, site, results }) =>
    results.filter(({ outcome }) => outcome === 'failed').map(({ id, reason }) => `${type} ${site ?? ''} ${id}: ${reason}`),
  );
  return failed.join('\n');
}

async function plantedBugsCaught(): Promise<number> {
  let caught = 0;
  for (const { bug, under } of PLANTED_BUGS) {
    const failed = (await run(under, true)).results.find(({ outcome }) => outcome === 'failed');
    if (failed) caught += 1;
    console.log(`${failed ? 'caught' : 'MISSED'}: an adapter that ${bug}${failed ? ` (${failed.id})` : ''}`);
  }
  console.log(`planted bugs caught: ${caught} of ${PLANTED_BUGS.length}`);
  return caught;
}

await main();
