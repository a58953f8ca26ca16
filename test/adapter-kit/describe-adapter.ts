import 'reflect-metadata';
import type { AdapterUnderTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { CONFORMANCE_CASES } from '../../src/adapter-kit/conformance/all-cases.js';
import { isMeant } from '../../src/adapter-kit/conformance/conformance-case.js';
import type { CaseResult } from '../../src/adapter-kit/conformance/run-case.js';
import { runSuite } from '../../src/adapter-kit/conformance/run-suite.js';
import { emulatorServer } from '../../src/adapter-kit/conformance/test-server.js';
import { conformanceHost } from '../../src/connections/conformance-host.js';

/** Cases wait more than they work, a mail server above all: so many at once use the time. */
const LANES = 4;
/** For a machine on which everything takes ten times as long. */
const CASE_TIME_LIMIT_MS = 120_000;
const SUITE_TIME_LIMIT_MS = 900_000;

/**
 * The conformance suite under Jest, one test a case: every adapter's spec calls this first. All run before the first test tells of its own; a part of
 * them alone runs with `open311-bridge adapter test TYPE --only PATTERN`.
 * @param only patterns of the ids to run, for a further site that differs in little; default: all.
 */
export function describeAdapter(under: AdapterUnderTest, only: readonly string[] = ['*']): void {
  const { site, manifest } = under;
  describe(`adapter ${manifest.type}${site ? `, ${site},` : ''} keeps the contract`, () => {
    const cases = CONFORMANCE_CASES.filter(({ id }) => only.some((pattern) => isMeant(id, pattern)));
    let results: ReadonlyMap<string, CaseResult>;
    beforeAll(async () => {
      const startServer = () => emulatorServer(manifest);
      const limits = { lanes: LANES, caseTimeLimitMs: CASE_TIME_LIMIT_MS };
      const report = await runSuite(under, { host: conformanceHost, startServer, cases, ...limits });
      results = new Map(report.results.map((each) => [each.id, each]));
    }, SUITE_TIME_LIMIT_MS);

    it.each(cases.map(({ id, title }) => [id, title] as const))('%s %s', (id) => {
      const { outcome, reason, excusedInVain } = results.get(id)!;
      if (outcome === 'failed') throw new Error(reason);
      if (excusedInVain) throw new Error(`it passes, and is exempt: ${reason}`);
    });
  });
}
