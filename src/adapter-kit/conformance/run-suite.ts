import type { AdapterUnderTest, ConformanceHost } from './adapter-under-test.js';
import { CONFORMANCE_CASES } from './all-cases.js';
import { ConformanceBench } from './bench.js';
import { type ConformanceCase, isMeant, type Level } from './conformance-case.js';
import { levelOf } from './levels.js';
import { type CaseResult, type Outcome, runCase } from './run-case.js';
import type { TestServer } from './test-server.js';
import type { Circumstances } from './verdict.js';

export interface SuiteOptions {
  readonly host: ConformanceHost;
  /** Starts what the adapter speaks to; once for each lane. */
  readonly startServer: () => Promise<TestServer>;
  /** How many cases run side by side, each lane with a server of its own. */
  readonly lanes: number;
  readonly caseTimeLimitMs: number;
  /** Pattern of the ids to run; absent: all. */
  readonly only?: string;
  readonly cases?: readonly ConformanceCase[];
  /** Begins no more cases once one has failed: whoever only asks whether an adapter is sound need not know all that is wrong. */
  readonly untilFailure?: boolean;
  readonly onResult?: (result: CaseResult) => void;
}

export interface SuiteReport {
  readonly type: string;
  readonly label: string;
  readonly site?: string;
  /** In the order of the suite. */
  readonly results: readonly CaseResult[];
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Undefined: not even the lowest, or not all cases could be run. */
  readonly level?: Level;
  readonly tookMs: number;
}

/** Runs the suite on one adapter. @throws Error when its server can't be started or its settings are refused. */
export async function runSuite(under: AdapterUnderTest, options: SuiteOptions): Promise<SuiteReport> {
  const { only, cases = CONFORMANCE_CASES } = options;
  const meant = cases.filter(({ id }) => only === undefined || isMeant(id, only));
  const started = performance.now();
  let isControlled = true;
  const startServer = async () => {
    const server = await options.startServer();
    isControlled &&= server.control !== undefined;
    return server;
  };
  const results = await inLanes(meant, under, { ...options, startServer });
  const { type, label } = under.manifest;
  return {
    type,
    label,
    site: under.site,
    results,
    counts: countsOf(results),
    level: only === undefined && isControlled ? levelOf(results) : undefined,
    tookMs: Math.round(performance.now() - started),
  };
}

/** Each lane takes the next case that nobody has; the order of the results is that of the cases. */
async function inLanes(cases: readonly ConformanceCase[], under: AdapterUnderTest, options: SuiteOptions): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const waiting = [...cases.entries()];
  const lane = async (): Promise<void> => {
    let server = await options.startServer();
    try {
      let bench = new ConformanceBench(under, options.host, server);
      const circumstances: Circumstances = { under, adapter: bench.adapter(), server };
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const result = await runCase(next[1], bench, circumstances, options.caseTimeLimitMs);
        results[next[0]] = result;
        options.onResult?.(result);
        if (options.untilFailure && result.outcome === 'failed') waiting.length = 0;
        if (!result.wasCutOff) continue;
        // What it left behind must not reach into the cases that follow.
        await server.close();
        server = await options.startServer();
        bench = new ConformanceBench(under, options.host, server);
      }
    } finally {
      await server.close();
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(options.lanes, cases.length) }, lane));
  const broken = ended.find((each) => each.status === 'rejected');
  if (broken) throw broken.reason;
  return results.filter((each) => each !== undefined);
}

function countsOf(results: readonly CaseResult[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { passed: 0, failed: 0, exempt: 0, 'not applicable': 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}
