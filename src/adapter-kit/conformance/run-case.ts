import { setTimeout as sleep } from 'node:timers/promises';
import type { ConformanceBench } from './bench.js';
import type { ConformanceCase, Level } from './conformance-case.js';
import { ConformanceFailure } from './expectations.js';
import { type Circumstances, planFor } from './verdict.js';

export type Outcome = 'passed' | 'failed' | 'exempt' | 'not applicable';

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly outcome: Outcome;
  /** Why it failed, or need not be kept. */
  readonly reason?: string;
  /** The adapter is excused from it without need: it passes. */
  readonly excusedInVain?: true;
  /** It did not end by itself, so what it left behind may still be at work. */
  readonly wasCutOff?: true;
  readonly tookMs: number;
}

/** Runs one case as far as it is to be run. Throws nothing: a bench that can't be made ready fails the case too. */
export async function runCase(
  each: ConformanceCase,
  bench: ConformanceBench,
  circumstances: Circumstances,
  timeLimitMs: number,
): Promise<CaseResult> {
  const { id, title, level } = each;
  const plan = planFor(each, circumstances);
  if (plan.is === 'not applicable') return { id, title, level, outcome: plan.is, reason: plan.reason, tookMs: 0 };
  if (plan.is === 'exempt' && !plan.canRun) return { id, title, level, outcome: 'exempt', reason: plan.reason, tookMs: 0 };
  const started = performance.now();
  const { failure, wasCutOff } = await tried(each, bench, timeLimitMs);
  const told = { id, title, level, tookMs: Math.round(performance.now() - started), ...(wasCutOff && { wasCutOff }) };
  if (plan.is === 'exempt') return { ...told, outcome: 'exempt', reason: plan.reason, ...(!failure && { excusedInVain: true }) };
  return failure === undefined ? { ...told, outcome: 'passed' } : { ...told, outcome: 'failed', reason: failure };
}

interface Ended {
  readonly failure?: string;
  readonly wasCutOff?: true;
}

async function tried(each: ConformanceCase, bench: ConformanceBench, timeLimitMs: number): Promise<Ended> {
  const limit = new AbortController();
  const tooLong = sleep(timeLimitMs, { failure: `it did not end within ${timeLimitMs} ms`, wasCutOff: true } as const, {
    signal: limit.signal,
  });
  tooLong.catch(() => undefined);
  try {
    return await Promise.race([kept(each, bench), tooLong]);
  } finally {
    limit.abort();
  }
}

async function kept(each: ConformanceCase, bench: ConformanceBench): Promise<Ended> {
  try {
    await bench.begin(each.id);
    await each.run(bench);
    return { failure: bench.server.complaint?.() };
  } catch (error) {
    return { failure: bench.server.complaint?.() ?? told(error) };
  } finally {
    await bench.end();
  }
}

/** A failure of the suite's own speaks for itself; anything else is told with where it came from. */
function told(error: unknown): string {
  if (error instanceof ConformanceFailure) return error.message;
  if (!(error instanceof Error)) return `something was thrown that is no error: ${String(error)}`;
  const where = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name}: ${error.message}${where ? ` (${where.trim()})` : ''}`;
}
